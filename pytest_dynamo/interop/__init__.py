"""Other people's formats: a design out of what teams already have, and what they deploy out of a design."""
