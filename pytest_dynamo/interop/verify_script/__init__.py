"""A design as a script that verifies its tables with the AWS CLI."""
