"""The schema of OneTable, version 1.1: indexes, models with templates of values, and queries."""
