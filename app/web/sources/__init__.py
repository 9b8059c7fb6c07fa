"""The tab of the sources: what there is, what was refused, and for editors the ways to change it."""
