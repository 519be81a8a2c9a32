"""Files: written whole, read without trust."""
