"""What a learner does, one story a file."""
