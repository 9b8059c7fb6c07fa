"""Readers of file formats, one a file: the text of a file in, a Draft out."""
