"""Content files, read into typed values that remember their line."""
