"""A design as pages for people: Markdown for a repository, and a Mermaid chart."""
