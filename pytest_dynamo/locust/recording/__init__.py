"""From calls to Locust's events and to the tally, and what is kept of it while it runs."""
