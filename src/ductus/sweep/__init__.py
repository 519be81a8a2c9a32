"""The tasks against training and iterations of inference."""
