"""CloudFormation templates, read and written: tables, global tables, SAM's simple tables, auto scaling."""
