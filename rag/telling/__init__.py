"""What can be told besides answers: comparisons asked for in words, summaries, both sides."""
