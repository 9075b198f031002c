"""What each access pattern took when it was last looked at, saved, and compared with now."""
