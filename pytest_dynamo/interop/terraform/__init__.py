"""Terraform: tables out of a state, a plan or a configuration, and a configuration out of tables."""
