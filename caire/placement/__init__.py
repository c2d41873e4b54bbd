"""What a person knows already: where to start, which sequences she is spared, which certificate she
need not have."""
