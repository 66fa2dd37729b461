"""Papers in, and the papers for a question out."""
