"""Charts as SVG for a page: drawn by matplotlib, dressed in the colours of the page."""
