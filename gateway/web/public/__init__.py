"""What a citizen sees of his report, and where he votes on its result."""
