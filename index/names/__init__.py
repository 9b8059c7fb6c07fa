"""Names between the two scripts, and what in a Chinese text is a name at all."""
