"""Puts the results into the page of the documentation, between two markers."""

from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "performance.md"
_BEGIN, _END = "<!-- bench: begin, written by `make bench` -->", "<!-- bench: end -->"


def with_results(page: str, results: str) -> str:
    """The page with what stands between its markers replaced.

    Raises:
        ValueError: it has no such markers.
    """
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        message = f"{PAGE.name} has no place for results: wanted {_BEGIN!r} and, below, {_END!r}"
        raise ValueError(message)
    return f"{before}{begin}\n\n{results.strip()}\n\n{end}{after}"
