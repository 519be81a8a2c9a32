"""How networks learn: training, and one-shot inference."""
