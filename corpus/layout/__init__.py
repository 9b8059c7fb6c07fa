"""Printed pages as text: pieces of lines with their places in, paragraphs in the order of reading out."""
