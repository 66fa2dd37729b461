"""How the embedded encoder was made; needs torch, which footnote itself never does."""
