"""Answers as HTML, without Gradio."""
