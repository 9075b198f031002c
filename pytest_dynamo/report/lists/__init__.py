"""The pages that list runs, and what they know of each."""
