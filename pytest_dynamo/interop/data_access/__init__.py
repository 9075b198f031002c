"""A typed Python data-access module out of a design."""
