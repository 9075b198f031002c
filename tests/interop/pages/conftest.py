"""What the pages are expected to be is no test itself."""

collect_ignore_glob = ["inputs/*"]
