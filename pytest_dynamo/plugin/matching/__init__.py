"""Which access pattern a request performs."""
