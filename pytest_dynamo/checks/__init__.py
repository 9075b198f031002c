"""Rules over a design, and what they find."""
