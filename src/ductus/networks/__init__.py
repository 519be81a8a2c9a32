"""The networks that write."""
