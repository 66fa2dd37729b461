"""Any OpenAI-compatible server; the only rooms that import openai."""
