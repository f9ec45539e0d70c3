"""The desk of the back-office staff: HTTP in front of one call each."""
