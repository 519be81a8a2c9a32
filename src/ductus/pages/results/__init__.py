"""The page of results, written from the tables of several runs.

No number on it is typed: `runs` reads, `page` and `readme` choose numbers, and words by comparing
intervals, `templates` say what is said about them, `published` puts figures and texts in place.
"""
