"""The designs here are loaded by the tests, and are not themselves to be tested."""

collect_ignore_glob = ["designs/*.yaml"]
