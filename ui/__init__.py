"""The faces of footnote: command line and chat."""
