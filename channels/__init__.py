"""The channels citizens come in by: one contract, one file for each door."""
