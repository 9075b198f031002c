"""YAML 1.2 text as plain values, with the line and column of each."""
