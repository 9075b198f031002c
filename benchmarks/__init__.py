"""How fast the embedded DynamoDB is, beside others, and how much memory it takes.

Run it by `python -m benchmarks`, or `make bench`; what is measured and how:
`docs/explanation/performance.md`. Why neither pytest-benchmark nor asv: both measure one thing to its
end before the next begins, so that the noise of a shared machine goes into the ratios. Here each
round measures every backend once, each in a process of its own.
"""
