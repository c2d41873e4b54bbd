"""What the clock has done: the statistics grow with the traces."""
