"""What is in `inner` is copied into projects and runs there."""

collect_ignore_glob = ["inner/*"]
