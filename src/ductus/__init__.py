"""Ductus: the character challenge for a small generative LSTM."""

__version__ = "0.1.0"
