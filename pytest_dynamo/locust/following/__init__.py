"""Who looks on while a test runs, a module each: lines, limits, checkpoints, the web page."""
