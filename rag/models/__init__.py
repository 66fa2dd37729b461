"""Encoders, chat models behind an OpenAI-compatible server, and every prompt."""
