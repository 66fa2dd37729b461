"""Labelled collections."""
