"""What is meant: follow-ups, filters in plain words, requests."""
