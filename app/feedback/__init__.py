"""What readers say of answers, kept in one SQLite file."""
