"""How the encoder and the small functions were made; needs the extra `train`, unlike footnote."""
