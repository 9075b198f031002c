"""What each role of a design may do: policies, exactly as wide as its access patterns."""
