"""The embedded desk of the handling units: HTTP in front of one call each."""
