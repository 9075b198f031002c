"""What it takes to bring tables from one design to another: changes, requests, what is copied."""
