"""From calls to figures: the call, the observer, the tally, the run file."""
