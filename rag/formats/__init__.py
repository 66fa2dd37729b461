"""Papers and answers, read from files and written to them; one module a format."""
