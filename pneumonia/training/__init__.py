"""The steps of ``train.py``, and how recipes are compared."""
