"""Customers and their orders, kept in DynamoDB."""
