"""From the text of a statement to its tree: `words`, then `terms` on `primaries`, then `parser`."""
