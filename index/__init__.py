"""Split, embed, store, search: an Article in, a Hit out."""
