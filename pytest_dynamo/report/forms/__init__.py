"""A run in other forms than a page: for terminals, pull requests, spreadsheets, and Prometheus.

Each is made of the same place in the same file as the page is.
"""
