"""Which access patterns the tests of a session exercised, and what that took."""
