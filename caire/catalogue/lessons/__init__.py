"""Lessons: Markdown with typed blocks, made into clean HTML."""
