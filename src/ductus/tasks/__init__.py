"""The challenge: what a network that learned a letter from one example is asked to do."""
