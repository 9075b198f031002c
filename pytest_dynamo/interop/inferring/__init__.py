"""Ways of making values, and entities, out of samples of what a table holds. Nothing is asked of a table here."""
