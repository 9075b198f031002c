"""A first design, from a few answers: which kinds of items there are, and what is asked of them."""
