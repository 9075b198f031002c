"""Figures to HTML, charts and text."""
