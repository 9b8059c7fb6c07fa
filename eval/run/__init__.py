"""Asking a whole question set: a folder of records, gone on with after an interruption."""
