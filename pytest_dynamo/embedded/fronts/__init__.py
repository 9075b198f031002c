"""The three ways in to one engine: boto3's wire, a direct client, and HTTP.

What is spoken here is the service's own: its JSON, its errors, botocore's types. What a request
means is none of this room's business.
"""
