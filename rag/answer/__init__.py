"""What is said: answers, comparisons, summaries, both sides, suggestions."""
