"""Handwriting: the one table, features, the split, distances."""
