"""What a person means: follow-ups, filters in plain words, a model's condensed question."""
