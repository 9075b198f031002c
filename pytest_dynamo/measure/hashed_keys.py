"""A run without the values of its keys, which may be personal data: hashes stand in their place."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from hashlib import blake2b
from typing import Any, TypeAlias

from pytest_dynamo.assessment.values import Assessment
from pytest_dynamo.forecast.wording import key_text
from pytest_dynamo.measure.prefixes import prefix_of
from pytest_dynamo.measure.resource_values import PrefixFigures
from pytest_dynamo.measure.run_values import Run
from pytest_dynamo.measure.throttling_values import ReasonFigures, ThrottlingFigures

Shown: TypeAlias = Callable[[str], str]

_DIGEST_BYTES = 8
_PLACE_DIGITS = 2
"""Where in the hash space one key is, exactly, tells which key of a list it is; a hundredth of it does not."""


def hashed_by(salt: bytes) -> Shown:
    """How keys are shown in a run: the same key by the same hash.

    Keys are often few, or numbers in a row, so that an unsalted hash would be guessed at once. The salt
    is of the run and is kept nowhere, so that hashes of two runs cannot be compared.

    >>> show = hashed_by(b"of one run")
    >>> show("USER#1") == show("USER#1") != show("USER#2"), show("USER#1")
    (True, '#d9a1d680a26abe69')
    """

    def show(key: str) -> str:
        text = key.encode("utf-8", "surrogatepass")
        return f"#{blake2b(text, key=salt, digest_size=_DIGEST_BYTES).hexdigest()}"

    return show


def with_hashed_keys(run: Run, shown: Shown) -> Run:
    """A run in which no member has the value of a key, or where in the hash space one lies.

    Heat and partitions stay those of the keys themselves.
    """
    return replace(
        run,
        keys=tuple(replace(each, key=shown(each.key)) for each in run.keys),
        prefixes=_prefixes(run, shown),
        throttle_reasons=tuple(_reason(each, shown) for each in run.throttle_reasons),
        throttling=run.throttling and _throttling(run.throttling),
        forecast=_forecast(run.forecast, shown),
        assessment=run.assessment and _assessment(run.assessment, {*_keys_of(run.forecast)}, shown),
        how=replace(run.how, has_hashed_keys=True),
    )


def _prefixes(run: Run, shown: Shown) -> tuple[PrefixFigures, ...]:
    """The prefixes; those that the design itself gives to keys stand in the file anyway."""
    entities = run.assessment.design.entities if run.assessment else ()
    declared = {prefix_of(template) for each in entities for template in each.keys.values()}
    known = {prefix for prefix in declared if "{" not in prefix}
    return tuple(
        each if each.prefix in known else replace(each, prefix=each.prefix and shown(each.prefix))
        for each in run.prefixes
    )


def _reason(figures: ReasonFigures, shown: Shown) -> ReasonFigures:
    return replace(
        figures,
        first_key=None if figures.first_key is None else shown(figures.first_key),
        keys=tuple(replace(each, key=shown(each.key)) for each in figures.keys),
    )


def _throttling(figures: ThrottlingFigures) -> ThrottlingFigures:
    """The model's figures; a partition that was cut at a key begins or ends where that key is."""
    return replace(
        figures,
        splits=tuple(replace(each, place=_about(each.place)) for each in figures.splits),
        partitions=tuple(
            replace(each, begin=tuple(map(_about, each.begin))) for each in figures.partitions
        ),
        limits=tuple(
            replace(each, first_place=_about(each.first_place), last_place=_about(each.last_place))
            for each in figures.limits
        ),
    )


def _about(place: float) -> float:
    return round(place, _PLACE_DIGITS)


def _assessment(assessment: Assessment, keys: Collection[str], shown: Shown) -> Assessment:
    """An assessment, whose sentences name keys of the forecast as code."""

    def hashed(text: str) -> str:
        for key in keys:
            text = text.replace(f"`{key_text(key)}`", f"`{shown(key)}`")
        return text

    return replace(
        assessment,
        advice=tuple(
            replace(
                each,
                title=hashed(each.title),
                evidence=hashed(each.evidence),
                fix=hashed(each.fix),
            )
            for each in assessment.advice
        ),
        checked=tuple(replace(each, seen=hashed(each.seen)) for each in assessment.checked),
    )


def _keys_of(data: Any) -> Iterator[str]:  # noqa: ANN401 - JSON values
    """The keys that a forecast names."""
    if isinstance(data, list):
        for each in data:
            yield from _keys_of(each)
    elif isinstance(data, dict):
        if isinstance(data.get("key"), str) and data["key"]:
            yield data["key"]
        yield from _keys_of(list(data.values()))


def _forecast(data: Any, shown: Shown) -> Any:  # noqa: ANN401 - JSON values
    """A forecast, as JSON values.

    Its keys are those of the declared population, made up, but of one shape with the tables' own; the
    sentence on the first throttling may name one.
    """
    if isinstance(data, list):
        return [_forecast(each, shown) for each in data]
    if not isinstance(data, dict):
        return data
    members = {name: _forecast(content, shown) for name, content in data.items()}
    key = data.get("key")
    if isinstance(key, str) and key:
        members["key"] = shown(key)
        if isinstance(data.get("why"), str):
            members["why"] = data["why"].replace(f"key {key_text(key)}", f"key {shown(key)}")
    return members
