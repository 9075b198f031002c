"""Model classes of PynamoDB, taken for what they are like: PynamoDB itself is not imported."""
