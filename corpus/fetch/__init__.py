"""Articles from the web: an address in, the bytes behind it out, and never those of a private network."""
