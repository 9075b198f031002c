"""What a piece of advice gains: in which measure, and why in none."""

from collections.abc import Mapping

from pytest_dynamo.report.place import Place

DOLLARS = "US dollars a month"
RATE = "requests a second"

_NOT_WEIGHED: Mapping[str, str] = {
    "no setting": "no forecast can weigh it",
    "not served": "not weighed, as it is not served now",
    "left out": "not weighed, as others were before it",
    "no forecast": "not weighed, as its forecast failed",
}


def no_gain_text(item: Place) -> str:
    """Why a piece of advice has no gain: what came of weighing it, or why it was not weighed."""
    if item["after"]:
        return "weighed, and no figure gains"
    why = item["not_weighed"].value
    return _NOT_WEIGHED[why] if why else "not weighed"
