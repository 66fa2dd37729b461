"""One module a format: bytes in, Papers out, every bad record named by its line."""
