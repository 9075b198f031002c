"""Designs as test files: one test item an access pattern, and one for the workload."""
