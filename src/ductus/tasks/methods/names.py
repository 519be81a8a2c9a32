"""What the methods of recognition are called, for the command line and the config check."""

METHODS = {
    "paper": "free code by gradient, largest entry (Section 3.3)",
    "simplex": "the same with codes that are mixtures of the learned ones",
    "leaving": "error after a descent from each new code, plus the cost of leaving it",
    "amortised": "nearest letter code, read by a network trained to read and write",
    "latent": "nearest code of an autoencoder that saw pictures without names",
    "likelihood": "the code under which the probe is most probable",
    "nearest_code": "the code that writes the probe best, without gradient",
    "nearest_code_dtw": "the same by dynamic time warping",
    "nn_dtw": "nearest example by dynamic time warping",
    "nn_points": "nearest example by resampled points",
    "nn_image": "nearest example by image",
    "untrained": "the paper's method in the untrained network",
    "chance": "a guess",
}
