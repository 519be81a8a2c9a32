"""The page on which a visitor writes a letter and watches the network learn it.

One HTML file that asks for nothing: `weights` and `carried` say what is in it of an experiment,
`joined` makes one script of the modules in ``js``, `page` puts them together.
"""
