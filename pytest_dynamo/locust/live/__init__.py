"""What a run shows while it goes on: at the terminal, and in Locust's web page."""
