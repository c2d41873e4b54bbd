"""Issuing, revoking, replacing, auditing: one story a file."""
