"""A load test from Locust's first event to its last: what is agreed on, who follows it, how it ends."""
