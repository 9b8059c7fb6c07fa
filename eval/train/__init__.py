"""How the weights that ship are trained: README.md says from what, and what they are worth."""
