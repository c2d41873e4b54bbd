"""What is tried out before a step: a file for each activity, with `VISUAL` and `TEXT`."""
