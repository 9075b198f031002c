"""The three files of AWS Labs' DynamoDB MCP server: its data model, its schema, and its input for costs."""
