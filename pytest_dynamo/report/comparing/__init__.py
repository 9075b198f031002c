"""Runs beside each other: as a page, and as lines for a terminal."""
