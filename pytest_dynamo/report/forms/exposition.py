"""Prometheus' text format.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pytest_dynamo.report.words import visible

PREFIX = "dynamo_"

Labels: TypeAlias = Mapping[str, str]
Sample: TypeAlias = tuple[Labels, float | int | None]


@dataclass(frozen=True, slots=True)
class Metric:
    """A gauge: its name without the prefix, what it is, and its samples; None is left out."""

    name: str
    help: str
    samples: Sequence[Sample]


def exposition(metrics: Iterable[Metric], *, design: str) -> str:
    """The text of metrics, each sample with the design as its first label."""
    return "".join(line for metric in metrics for line in _lines(metric, design))


def _lines(metric: Metric, design: str) -> Iterator[str]:
    samples = [(labels, value) for labels, value in metric.samples if value is not None]
    if not samples:
        return
    name = f"{PREFIX}{metric.name}"
    yield f"# HELP {name} {metric.help}\n# TYPE {name} gauge\n"
    for labels, value in samples:
        pairs = {"design": design, **labels}
        shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in pairs.items())
        yield f"{name}{{{shown}}} {value!r}\n"


def _escaped(text: str) -> str:
    r"""The value of a label.

    >>> _escaped('a "b" \\ c')
    'a \\"b\\" \\\\ c'
    """
    return visible(text).replace("\\", "\\\\").replace('"', '\\"')
