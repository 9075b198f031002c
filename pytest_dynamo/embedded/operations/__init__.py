"""DynamoDB's data plane: what each operation reads, writes, answers and consumes."""
