"""The one truth, a SQLite file: papers, passages, vectors, conversations, receipts."""
