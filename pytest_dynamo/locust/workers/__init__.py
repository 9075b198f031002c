"""Several processes of one run: what they agree on, what workers report, and who of them is there."""
