"""What answers say of the items that were answered: statistics for authors, of nobody."""
