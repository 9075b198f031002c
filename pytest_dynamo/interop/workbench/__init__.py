"""The models of NoSQL Workbench, read in versions 1.0 to 3.0 and written in 3.0."""
