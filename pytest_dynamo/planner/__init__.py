"""Access pattern to operation, table or index, and key condition; or why nothing serves it."""
