"""Runs beside each other: did a change help, by how much, and for which questions."""
