"""What fills a new index, or is copied into a new table: units, time, price. All of it is modelled."""
