"""The formats of `docs/content-format.md`, each declared once."""
