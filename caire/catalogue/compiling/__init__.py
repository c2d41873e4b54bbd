"""From files to the course document: references resolved, texts in every language."""
