"""Models of ElectroDB as JSON: entities with attributes, and indexes by access pattern."""
