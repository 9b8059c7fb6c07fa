"""Question sets, measuring and reports: a question set in, figures out."""
