"""Whether a sentence holds: what it claims, and the quote that backs it."""
