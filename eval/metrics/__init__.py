"""What a run's records say: of each question, and of all."""
