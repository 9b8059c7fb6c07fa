"""Readers of question sets: one a format, each giving rows with their place in the file."""
