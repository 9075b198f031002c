"""What a run, a forecast or a test session came to: the top of its page."""
