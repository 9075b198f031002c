"""The model of partitions and throttling as a fluid: all keys at once, second by second."""
