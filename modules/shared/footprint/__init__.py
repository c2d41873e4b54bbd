"""Ranges of electricity and emissions of uses, from dated hypotheses."""
