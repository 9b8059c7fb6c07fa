"""Readers of file formats, one a file: its text or bytes in, a Draft out."""
