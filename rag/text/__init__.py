"""Text taken apart: sentences and passages, words and stems, names, tokens."""
