"""What was found, as JUnit XML: a suite a design, a case a rule.

The shape is that of pytest's `xunit2`, without attributes that only some readers know.
"""

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from pytest_dynamo.checks.examining import Examination
from pytest_dynamo.checks.formats.checked import Checked, declared_text
from pytest_dynamo.checks.values import SEVERITIES, Finding, Rule
from pytest_dynamo.errors import DesignError
from pytest_dynamo.forecast.figures import counted_text

LOADS = "loads"
"""The case of a design that fails where it does not load; its time is that of the whole design."""

# https://www.w3.org/TR/xml/#charsets: XML has no way to write any other character.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(checked: Checked) -> str:
    """A suite a design.

    A case fails where its rule found something that counts as a failure; what does not count stands
    in its output. A rule that the design ignores is skipped, with the reason, where it found
    something. A design that does not load is an error.
    """
    suites = [
        *(_broken(checked, error) for error in checked.broken),
        *(_suite(checked, examination) for examination in checked.examinations),
    ]
    root = ET.Element("testsuites", {"name": "pytest-dynamo check", **_counts(suites)})
    root.extend(suites)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _counts(suites: Iterable[ET.Element]) -> dict[str, str]:
    """What the suites count, added up; the root has no `skipped` in that shape."""
    each = list(suites)
    total = {
        name: str(sum(int(suite.attrib[name]) for suite in each))
        for name in ("tests", "failures", "errors")
    }
    return total | {"time": _time(sum(float(suite.attrib["time"]) for suite in each))}


def _finished(name: str, cases: Sequence[ET.Element], seconds: float) -> ET.Element:
    """A suite of some cases, with their counts."""

    def having(tag: str) -> str:
        return str(sum(case.find(tag) is not None for case in cases))

    suite = ET.Element(
        "testsuite",
        name=_written(name),
        tests=str(len(cases)),
        failures=having("failure"),
        errors=having("error"),
        skipped=having("skipped"),
        time=_time(seconds),
    )
    suite.extend(cases)
    return suite


def _broken(checked: Checked, error: DesignError) -> ET.Element:
    place, seconds = checked.place_of(error.path), checked.seconds.get(error.path, 0.0)
    case = _case(place, LOADS, seconds)
    mistakes = counted_text(len(error.mistakes), "mistake")
    told = ET.SubElement(case, "error", type="design", message=f"does not load: {mistakes}")
    told.text = _written("\n".join(map(str, error.mistakes)))
    return _finished(place, [case], seconds)


def _suite(checked: Checked, examination: Examination) -> ET.Element:
    path = examination.design.path
    place, seconds = checked.place_of(path), checked.seconds.get(path, 0.0)
    cases = [
        _case(place, LOADS, seconds),
        *(_rule_case(checked, examination, rule) for rule in checked.rules_of(examination)),
    ]
    rate = examination.declared_requests_per_second
    notes = list(examination.notes)
    if rate is not None:
        notes.insert(0, declared_text(rate))
    if notes:
        _add_output(cases[0], notes)
    return _finished(place, cases, seconds)


def _rule_case(checked: Checked, examination: Examination, rule: Rule) -> ET.Element:
    place = checked.place_of(examination.design.path)
    case = _case(place, f"{rule.id} {rule.title.rstrip('.')}", 0.0)
    found = [finding for finding in examination.findings if finding.rule == rule.id]
    counts = SEVERITIES[: SEVERITIES.index(checked.fail_on) + 1]
    failing = [finding for finding in found if finding.severity in counts]
    reasons = [each.reason for each in examination.ignored if each.finding.rule == rule.id]
    texts = [_finding_text(place, finding) for finding in found]
    if failing:
        # One a case, as many readers take no more than the first.
        message = failing[0].found if len(failing) == 1 else f"{len(failing)} findings"
        failure = ET.SubElement(case, "failure", type=rule.severity, message=_written(message))
        failure.text = _written("\n\n".join([*texts, f"pytest-dynamo explain {rule.id}"]))
    elif reasons:
        message = f"ignored: {reasons[0]}"
        ET.SubElement(case, "skipped", type="ignored", message=_written(message))
    elif texts:
        _add_output(case, texts)
    return case


def _case(place: str, name: str, seconds: float) -> ET.Element:
    return ET.Element("testcase", classname=_written(place), name=name, time=_time(seconds))


def _add_output(case: ET.Element, texts: Iterable[str]) -> None:
    ET.SubElement(case, "system-out").text = _written("\n\n".join(texts))


def _finding_text(place: str, finding: Finding) -> str:
    where = f"{place}:{finding.place.line}:{finding.place.column}"
    head = f"{where}: {finding.severity}: {finding.found}"
    return f"{head}\n  {finding.means}\n  fix: {finding.fix}"


def _time(seconds: float) -> str:
    return f"{seconds:.3f}"


def _written(text: str) -> str:
    """A text without what XML cannot hold, such as control characters: these by their numbers."""
    return _NO_XML.sub(lambda found: f"#x{ord(found[0]):02X}", text)
