"""What organisations and administrators read: queries over every slice, and no table of its own."""
