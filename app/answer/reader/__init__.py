"""A small network that reads a passage for a question and tells which sentences answer it, if any does."""
