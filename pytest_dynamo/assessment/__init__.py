"""What can be said of a design without a request: what it consists of, what is wrong, what a fix gains."""
