"""The designs in `inputs` are what is expected, and nothing to test by themselves."""

collect_ignore_glob = ["inputs/*"]
