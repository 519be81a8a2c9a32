"""The page of results, written from the tables of several runs.

No number on it is typed: `runs` reads, `page` and `readme` say what was read, in words chosen by
comparing intervals, `published` puts figures and texts in place.
"""
