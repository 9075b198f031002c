"""Throttling: which requests the partitions and buckets of a table refuse, and what is answered then.

The model itself is in `capacity.throttling`. Here it gets its time, its tables and their items, and its
refusals become errors.
"""
