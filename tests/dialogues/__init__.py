"""Scripted conversations, each performed at every chat door as citizens would hold it."""
