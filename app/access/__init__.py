"""Who may read and who may edit: passwords for people, keys for programs, and what is refused before either counts."""
