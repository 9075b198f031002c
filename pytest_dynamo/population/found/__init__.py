"""A population that was there before: items of a table, recognised by the design's key templates."""
