"""The alphabet of a learner, or of a writer: a sheet, words, a plotter's program, a font.

`letters` are strokes at the sizes in which they stand beside each other, `setting` places them on
paper, `svg` and `gcode` write that as strokes, `outlines` and `font` make a font of them.
"""
