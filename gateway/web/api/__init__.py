"""What machines ask for: health, metrics, and the callback of an outside backend."""
