"""Tests; they reach no further than loopback."""
