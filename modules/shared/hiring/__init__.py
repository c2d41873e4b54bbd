"""Made-up recruitment and the model that imitates it (`act.labo-biais`)."""
