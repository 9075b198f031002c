"""What is different between runs, and how much of that chance alone can make."""
