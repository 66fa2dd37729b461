"""Sentences of papers that answer a question, and how sure that is."""
