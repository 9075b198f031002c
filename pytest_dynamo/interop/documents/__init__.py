"""The files that are imported, as plain values that know on which line each stands."""
