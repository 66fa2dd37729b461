"""The sentences that answer, how sure that is, what role each has and which side it takes."""
