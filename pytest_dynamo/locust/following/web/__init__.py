"""The page about DynamoDB in Locust's web UI, and the tab that leads to it."""
