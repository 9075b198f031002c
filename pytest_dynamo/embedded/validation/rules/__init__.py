"""The rules that the model does not have and that need no table, a function for each operation."""
