"""Runs, kept, compared and shown."""
