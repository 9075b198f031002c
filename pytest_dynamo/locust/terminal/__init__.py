"""The person at the terminal: lines, progress, Ctrl-C."""
