"""One process's part in a load test, and who looks on."""
