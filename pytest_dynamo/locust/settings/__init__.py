"""What is asked for: the command-line options, how each is read, and one frozen value of all."""
