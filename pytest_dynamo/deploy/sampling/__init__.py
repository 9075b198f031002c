"""A live table as a design: what its DynamoDB tells of it, and entities inferred from a few of its items.

Everything here only reads.
"""

from pytest_dynamo.deploy.sampling.designing import live_design, live_designs, live_designs_at
from pytest_dynamo.deploy.sampling.limits import Limits, most_consumed

__all__ = ["Limits", "live_design", "live_designs", "live_designs_at", "most_consumed"]
