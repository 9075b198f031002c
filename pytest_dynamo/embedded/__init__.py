"""DynamoDB on this machine."""
