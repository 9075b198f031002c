"""What was found, as commands that GitHub Actions turns into annotations of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Iterator, Mapping

from pytest_dynamo.checks.formats.checked import Checked, counts_text
from pytest_dynamo.checks.values import Severity

_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def github(checked: Checked) -> str:
    """A command a mistake of a design that does not load, a command a finding, and the total.

    What a design ignores is left out.
    """
    lines = [*_mistakes(checked), *_findings(checked), f"{counts_text(checked)}."]
    return "".join(f"{line}\n" for line in lines)


def _mistakes(checked: Checked) -> Iterator[str]:
    for error in checked.broken:
        for mistake in error.mistakes:
            message = f"{mistake.where}: {mistake.message}" if mistake.where else mistake.message
            yield _command(
                "error",
                file=checked.place_of(mistake.path),
                line=mistake.line,
                column=mistake.column,
                title="design does not load",
                message=message,
            )


def _findings(checked: Checked) -> Iterator[str]:
    for examination in checked.examinations:
        for finding in examination.findings:
            yield _command(
                _COMMANDS[finding.severity],
                file=checked.place_of(examination.design.path),
                line=finding.place.line,
                column=finding.place.column,
                title=finding.rule,
                message=f"{finding.found}\n{finding.means}\nfix: {finding.fix}",
            )


def _command(name: str, *, file: str, line: int, column: int, title: str, message: str) -> str:
    where = f"file={_property(file)},line={line},col={column},title={_property(title)}"
    return f"::{name} {where}::{_data(message)}"


def _data(text: str) -> str:
    """A message as it stands after the last colons."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A value as it stands between the commas."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
