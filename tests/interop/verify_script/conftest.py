"""Inputs are no tests, and the fake of the AWS CLI is a program."""

collect_ignore_glob = ["inputs/*", "fake_aws.py"]
