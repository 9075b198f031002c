"""Clients of one shape, boto3's low-level one, that tell a sink of every call."""
