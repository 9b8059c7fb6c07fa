"""The store past one machine: passages and articles in Milvus, or, in one process, in a file of milvus-lite.

What is searched and how it is ranked is the same as in a store of files; see ../generation.py for the seam, and
docs/scale.md for what each costs. A passage is a row that nobody changes: its key is made of its article's id, of the
article's content and of its place, so that writing it twice writes the same. A newer version of an article is written
beside the older one, which then goes.
"""
