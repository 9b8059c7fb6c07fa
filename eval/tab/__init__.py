"""The page's tab for evaluation: run a question set, read its report, see single questions, compare runs."""
