"""A design to a real table: backends, creation, seeding."""
