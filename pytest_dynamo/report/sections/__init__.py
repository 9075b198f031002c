"""The sections of a report: each turns a run file into a finding and the evidence for it."""
