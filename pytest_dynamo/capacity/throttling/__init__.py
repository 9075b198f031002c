"""Which requests DynamoDB would throttle: partitions, buckets, splits and growth.

Everything here is computed from the requests, their times and the parameters; nothing is drawn by
chance, but for the delay of a split, which follows from a seed. docs/explanation/model.md tells what
is documented by AWS, what was observed, and what is assumed.
"""
