"""What a design says: the values, the YAML reader, key templates, the JSON Schema."""
