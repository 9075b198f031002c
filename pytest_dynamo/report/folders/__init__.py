"""Where files of figures and their pages are written, and found again."""
