"""The landscape: what a network has found in drawings whose names it was not told.

After Dolgikh, Sparse generative representations of handwritten digits (2022). `density` finds the
landscape without labels, `judge` says what its pictures are of, `measures` and `ways` put it in
numbers, `controls` and `own` have it of what is no autoencoder.
"""
