"""How long calls took, as frozen values: members of `run.json`.

docs/reference/run-file.md explains each of them.
"""

from dataclasses import dataclass

CURVE_STEP = 0.25
"""From point to point of a latency curve, in powers of ten of the share that is slower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyFigures:
    """How long the calls of an access pattern took; `pattern` None is all of them together.

    Under `latency` that is service time, of the attempt that decided each call; under `response` the
    time from when the call was due, waiting and all attempts included. `curve` is in milliseconds: the
    latency that a share of 1 - 10^-x of the calls did not exceed, for x = 0, 0.25, 0.5 and so on as
    far as there are calls to tell it from.
    """

    pattern: str | None = None
    count: int
    p50_ms: float
    p90_ms: float
    p95_ms: float
    p99_ms: float
    p999_ms: float
    max_ms: float
    curve: tuple[float, ...] = ()
