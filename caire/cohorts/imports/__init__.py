"""Enrol staff from a spreadsheet as it comes: read, preview row by row, apply."""
