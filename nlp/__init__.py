"""Text in, suggestions and their reasons out."""
