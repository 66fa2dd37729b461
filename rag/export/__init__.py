"""Papers, tables and references to take away."""
