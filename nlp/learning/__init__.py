"""Learns labels from texts that people have judged, and says how far it can be trusted."""
