"""The requests and answers of DynamoDB's own API: CreateTable, what follows it, and DescribeTable."""
