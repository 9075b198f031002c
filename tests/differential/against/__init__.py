"""The embedded DynamoDB against another one: the same operations, and what differs."""
