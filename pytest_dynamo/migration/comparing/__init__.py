"""Two designs held against each other: what changes, what is copied, and in which order it is done."""
