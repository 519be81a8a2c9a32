"""The config, and what an experiment is made with."""
