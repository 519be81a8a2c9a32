"""The log of runs, in MLflow."""
