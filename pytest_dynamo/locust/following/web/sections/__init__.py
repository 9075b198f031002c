"""What the page says of a test: a heading that is a finding, charts and tables, section by section."""
