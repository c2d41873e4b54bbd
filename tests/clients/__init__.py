"""Programs of others, unmodified, against our store: each does what its users do with it."""
