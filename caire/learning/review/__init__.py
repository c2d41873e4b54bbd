"""The spaced review: which cards, in which order, how fresh. Pure (CURRICULUM F.5)."""
