"""An assessment without the values of keys, which may be personal data: other texts stand in their place."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace

from pytest_dynamo.assessment.values import Advice, Assessment, Checked
from pytest_dynamo.forecast.wording import key_text


def keys_in(value: object) -> Iterator[str]:
    """The keys that a forecast or the evidence of rules names, wherever in it they stand."""
    if isinstance(value, tuple | list):
        for each in value:
            yield from keys_in(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            content = getattr(value, each.name)
            if each.name == "key" and isinstance(content, str):
                yield content
            else:
                yield from keys_in(content)


def concealed(
    assessment: Assessment, keys: Iterable[str], shown: Callable[[str], str]
) -> Assessment:
    """An assessment whose texts have what `shown` gives in place of each of the keys.

    The design and the lines of its file stay as they are: they hold templates and no items.
    """
    conceal = _Concealing(keys, shown)
    return replace(
        assessment,
        advice=tuple(conceal.advice(each) for each in assessment.advice),
        checked=tuple(conceal.checked(each) for each in assessment.checked),
        notes=tuple(map(conceal.text, assessment.notes)),
    )


class _Concealing:
    """Puts other texts in the place of keys, in full and as messages shorten them."""

    def __init__(self, keys: Iterable[str], shown: Callable[[str], str]) -> None:
        self._others = {
            text: shown(key) for key in set(keys) if key for text in {key, key_text(key)}
        }
        longest_first = sorted(self._others, key=len, reverse=True)
        # Part of a longer word or number it is another thing: "4" in "4,000", "a" in "table".
        alternatives = "|".join(map(re.escape, longest_first))
        self._pattern = re.compile(rf"(?<![\w])(?<!\d[,.])(?:{alternatives})(?![\w]|[,.]\d)")

    def text(self, text: str) -> str:
        if not self._others:
            return text
        return self._pattern.sub(lambda found: self._others[found[0]], text)

    def advice(self, advice: Advice) -> Advice:
        return replace(
            advice,
            title=self.text(advice.title),
            evidence=self.text(advice.evidence),
            fix=self.text(advice.fix),
        )

    def checked(self, checked: Checked) -> Checked:
        return replace(checked, title=self.text(checked.title), seen=self.text(checked.seen))
