"""The pages of runs, forecasts and test sessions: which sections, in which order."""
