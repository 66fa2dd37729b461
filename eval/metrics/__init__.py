"""Metrics with their definitions."""
