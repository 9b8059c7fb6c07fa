"""Texts in, vectors out: the default weights, their one conversion, and the embedders that run them."""
