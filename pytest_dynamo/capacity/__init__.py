"""How DynamoDB charges and partitions: pure arithmetic, each rule with its source."""
