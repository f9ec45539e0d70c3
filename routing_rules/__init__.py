"""A city's own rules as data, and the small engine that reads them."""
