"""Fixes of a design, one module for each kind: what is changed in it, and in which lines of its file."""
