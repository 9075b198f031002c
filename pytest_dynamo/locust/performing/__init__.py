"""Access patterns performed as an application performs them."""
