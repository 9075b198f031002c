"""Items and index entries of tables, sorted, as immutable values."""
