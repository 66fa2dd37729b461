"""footnote: ask your papers; every sentence of the answer carries a footnote that was checked."""

__version__ = "0.1.0"
