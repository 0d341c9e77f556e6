"""Reads a chest X-ray and says NORMAL or PNEUMONIA, how sure it is, and where it looked.

Not a medical device. Start reading at :mod:`pneumonia.classifier` (serving) or ``train.py`` (training).
"""
