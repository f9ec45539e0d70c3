"""Speed, always beside something known in the same run."""
