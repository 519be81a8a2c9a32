"""Sequences of symbols that a network can be asked to go on: text, pen tokens, sums, tags.

Each has a function that makes numbers, 0 to K - 1, of what it is about.
"""
