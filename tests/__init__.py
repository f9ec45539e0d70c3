"""What the gateway promises, checked on real databases, queues and servers."""
