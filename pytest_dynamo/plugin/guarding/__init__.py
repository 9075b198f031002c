"""A test under watch: its calls, and what the guard makes of them."""
