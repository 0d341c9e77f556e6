"""How good a model is, and whether its answers can be trusted: what ``python -m pneumonia evaluate`` measures."""
