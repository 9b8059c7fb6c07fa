"""Articles and their loading: a file in, an Article out."""
