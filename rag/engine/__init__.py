"""One question from end to end, over one open library."""
