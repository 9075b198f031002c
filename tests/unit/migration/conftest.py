"""Pairs of designs are compared, and not collected as tests of their own."""

collect_ignore_glob = ["pairs/*"]
