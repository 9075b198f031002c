"""Where a load test takes place: tables and what they hold, and what may be done to them."""
