"""The options, each with its ini key, as a table.

An option `max_waste` is `--dynamo-max-waste` on the command line and `dynamo_max_waste` in an ini file.
"""

from dataclasses import dataclass

import pytest


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One setting. Without a `metavar` it is a switch; `has_ini_key` is False for what nobody may do by accident.

    `bare` is what the option means without a value, where it may stand without one.
    """

    name: str
    help: str
    metavar: str | None = None
    default: str = ""
    has_ini_key: bool = True
    repeats: bool = False
    bare: str = ""

    @property
    def flag(self) -> str:
        """What stands on the command line."""
        return f"--dynamo-{self.name.replace('_', '-')}"

    @property
    def ini_key(self) -> str:
        """What stands in an ini file."""
        return f"dynamo_{self.name}"


OPTIONS = (
    Option(
        name="designs",
        metavar="PATH",
        repeats=True,
        help="Design file for the dynamo_* fixtures, or a folder with such files in or below it; may be repeated.",
    ),
    Option(
        name="guard",
        metavar="{auto,on,strict,off}",
        default="auto",
        help="Fail tests that scan a table, examine much more than they return, or read without end. auto: "
        "where designs are set, or a test has a marker of this plugin. strict: calls that perform no "
        "declared access pattern fail as well.",
    ),
    Option(
        name="max_waste",
        metavar="NUMBER",
        default="10",
        help="Items a Query may examine for each that it returns (default 10); an access pattern's own "
        "max_waste counts for calls that perform it.",
    ),
    Option(
        name="max_pages",
        metavar="INT",
        default="20",
        help="Pages one Query may be read for (default 20); the budget of an access pattern counts for "
        "calls that perform it.",
    ),
    Option(
        name="rng_seed",
        metavar="INT",
        default="0",
        help="Seed of the items and parameters that are made (default 0).",
    ),
    Option(
        name="endpoint",
        metavar="URL|NAME",
        help="Run on the DynamoDB that listens there, or on one that is started from PATH by its name "
        "(dynoxide, dynalite, …), not on the embedded one. DYNAMO_ENDPOINT in the environment says the same.",
    ),
    Option(
        name="prefix",
        metavar="TEXT",
        default="pytest-",
        help="What the names of tables begin with on an endpoint or AWS (default pytest-).",
    ),
    Option(
        name="allow_aws",
        has_ini_key=False,
        help="Let the endpoint be AWS itself; tables are created there, and dropped again.",
    ),
    Option(
        name="throttle",
        help="Let the embedded DynamoDB throttle requests as DynamoDB would.",
    ),
    Option(
        name="cov_fail_under",
        metavar="PERCENT",
        help="Fail where fewer of the declared access patterns were exercised.",
    ),
    Option(
        name="cov_json",
        metavar="PATH",
        help="Write which access patterns were exercised, by which tests, to a JSON file.",
    ),
    Option(
        name="cov_markdown",
        metavar="PATH",
        help="Write the same as Markdown, for a comment on a pull request.",
    ),
    Option(
        name="report",
        metavar="FOLDER",
        bare="reports",
        help="Write a page for each design, with coverage and budgets, into DESIGN/tests in this folder (default "
        "reports).",
    ),
    Option(
        name="baseline",
        metavar="PATH",
        help="Fail where an access pattern became dearer than this file says.",
    ),
    Option(
        name="baseline_tolerance",
        metavar="SHARE",
        default="10%",
        help="How much dearer an access pattern may become (default 10%%).",
    ),
    Option(
        name="update_baseline",
        has_ini_key=False,
        help="Write the baseline anew from this run.",
    ),
)
"""All options, in the order of the help."""


def add_options(parser: pytest.Parser) -> None:
    """Declare the options and their ini keys."""
    group = parser.getgroup("dynamo", "DynamoDB table designs")
    for option in OPTIONS:
        if option.metavar is None:
            group.addoption(option.flag, action="store_true", help=option.help)
        elif option.bare:
            group.addoption(
                option.flag,
                metavar=option.metavar,
                nargs="?",
                const=option.bare,
                help=option.help,
            )
        elif option.repeats:
            group.addoption(option.flag, metavar=option.metavar, action="append", help=option.help)
        else:
            group.addoption(option.flag, metavar=option.metavar, help=option.help)
        if option.has_ini_key:
            _add_ini_key(parser, option)


def _add_ini_key(parser: pytest.Parser, option: Option) -> None:
    help_text = f"default value for {option.flag}"
    if option.repeats:
        parser.addini(option.ini_key, help_text, type="paths", default=[])
    elif option.metavar is None:
        parser.addini(option.ini_key, help_text, type="bool", default=False)
    else:
        parser.addini(option.ini_key, help_text, type="string", default=option.default)


def text_of(config: pytest.Config, name: str) -> str:
    """What was given for an option, or else in the ini file, or else its default."""
    given: object = config.getoption(f"dynamo_{name}")
    return str(config.getini(f"dynamo_{name}") if given is None else given).strip()


def is_on(config: pytest.Config, name: str) -> bool:
    """Whether a switch was given, or is on in the ini file."""
    return bool(config.getoption(f"dynamo_{name}") or config.getini(f"dynamo_{name}"))
