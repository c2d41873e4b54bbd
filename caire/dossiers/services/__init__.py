"""What changes a dossier: one file a story."""
