"""What a sentence claims, and whether another backs it."""
