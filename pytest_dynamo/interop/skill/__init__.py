"""The data model of AWS's `amazon-dynamodb` skill: tables, sizes and rates, without templates of keys."""
