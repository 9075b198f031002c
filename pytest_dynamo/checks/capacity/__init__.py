"""PD4xx: what the declared rates ask of partitions, and of tables and indexes as a whole."""
