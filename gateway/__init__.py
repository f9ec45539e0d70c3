"""The intake gateway of a 12345 hotline."""
