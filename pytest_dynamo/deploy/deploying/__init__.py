"""Tables brought to what a design says, and taken away again: the shell around `migration`."""
