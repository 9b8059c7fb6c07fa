"""The corpus's own rules: what an article must have before a reader may rely on it."""
