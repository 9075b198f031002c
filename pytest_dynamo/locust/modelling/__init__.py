"""What the model says of a run: its throttling on embedded, and the forecast."""
