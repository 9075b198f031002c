"""The designs here are what imports are expected to give; they are no tests."""

collect_ignore_glob = ["*.yaml", "*.json"]
