"""Every design of the project, and its access patterns as roles of their own."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pytest_dynamo.design.reader import is_design, load_design, parse_design
from pytest_dynamo.design.values import Design, Role
from pytest_dynamo.permissions.auditing import Excess, Tried, audit, tried
from pytest_dynamo.permissions.performing import Performance, performances, population_of
from pytest_dynamo.permissions.policies import role_policy
from pytest_dynamo.permissions.roles import roles_of
from pytest_dynamo.permissions.values import Policy, Whereabouts
from pytest_dynamo.population.people import Population

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)
HERE = Whereabouts(region="eu-west-1", account="123456789012")
DRAWS = 4

PATHS = tuple(
    sorted(
        path
        for folder in ("designs", "examples")
        for path in (ROOT / folder).rglob("*.yaml")
        if is_design(path.read_text())
    )
)


def label(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@cache
def design_at(path: Path) -> Design:
    return load_design(path)


def everyone(design: Design) -> Role:
    """The role that does everything that is served."""
    (role,) = roles_of(
        Design(**{name: getattr(design, name) for name in design.__slots__ if name != "roles"})
    )
    return role


PATTERNS = tuple((path, name) for path in PATHS for name in everyone(design_at(path)).patterns)


@cache
def people_of(design_path: Path) -> Population:
    return population_of(design_at(design_path), now=NOW)


@cache
def performed(path: Path, patterns: tuple[str, ...]) -> tuple[Performance, ...]:
    role = Role(name="tried", patterns=patterns)
    return performances(design_at(path), role, now=NOW, draws=DRAWS)


def policy_for(path: Path, *patterns: str) -> Policy:
    return role_policy(design_at(path), Role(name="tried", patterns=patterns), HERE).policy


def audited(policy: Policy, path: Path, *patterns: str) -> tuple[Excess, ...]:
    role = Role(name="tried", patterns=patterns)
    requests = performed(path, patterns)
    return audit(policy, design_at(path), role, HERE, requests, population=people_of(path))


def all_tried(policy: Policy, path: Path, *patterns: str) -> tuple[Tried, ...]:
    role = Role(name="tried", patterns=patterns)
    requests = performed(path, patterns)
    return tuple(tried(policy, design_at(path), role, HERE, requests, population=people_of(path)))


SHOP = """
version: 1
name: shop
tables:
  shop: {{partition_key: PK, sort_key: SK}}
entities:
{entities}
access_patterns:
{patterns}
"""


def shop(entities: str, patterns: str) -> Design:
    """A small design of one table."""
    return parse_design(SHOP.format(entities=entities, patterns=patterns))
