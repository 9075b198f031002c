"""The DynamoDB that a test runs on, and the tables in it."""
