"""What changes something: imports, launches, sessions, waivers."""
