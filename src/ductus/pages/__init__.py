"""Pages made from results."""
