"""Measurements of single stages and of whole answers."""
