"""The data to run with: entities to items, key distributions, parameters of access patterns."""
