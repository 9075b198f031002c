"""The designs of these tests are read by them, and are no tests themselves."""

collect_ignore_glob = ["inputs/*"]
