"""The resolved settings of a session."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a session goes by: command line, then ini file, then default.

    `guard` is None for "on where a design is in use", and `is_strict` says that calls of no declared
    access pattern count, too. `endpoint` is None for the embedded backend, which throttles where
    `throttle` says so; an endpoint does as it likes. `cov_fail_under` is in percent, `baseline_tolerance`
    a share of 1.
    """

    designs: tuple[Path, ...] = ()
    guard: bool | None = None
    is_strict: bool = False
    max_waste: float = 10.0
    max_pages: int = 20
    rng_seed: int = 0
    endpoint: str | None = None
    prefix: str = "pytest-"
    allow_aws: bool = False
    throttle: bool = False
    cov_fail_under: float | None = None
    cov_json: Path | None = None
    cov_markdown: Path | None = None
    report: Path | None = None
    baseline: Path | None = None
    baseline_tolerance: float = 0.1
    update_baseline: bool = False

    @property
    def are_in_use(self) -> bool:
        """Whether the session is about DynamoDB at all, as far as settings tell."""
        return bool(self.designs or self.guard or self.endpoint)
