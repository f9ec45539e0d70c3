"""One file for each stage of a report's way; a stage may run twice."""
