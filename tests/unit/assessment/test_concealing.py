"""Keys are kept out of the texts of an assessment."""

import pytest

from pytest_dynamo.assessment.concealing import concealed, keys_in
from pytest_dynamo.assessment.values import (
    Advice,
    Assessment,
    Checked,
    DesignShape,
    EntityShape,
)
from pytest_dynamo.forecast.values import Bound, PartitionRange

SHAPE = DesignShape(
    entities=(EntityShape(name="User", table="t", items=1, keys={"PK": "USER#1"}, attributes=()),)
)


def told(text: str, *keys: str) -> str:
    """What becomes of a text, wherever in an assessment it stands."""
    found = concealed(
        Assessment(
            design=SHAPE,
            advice=(
                Advice(
                    rule="PD401",
                    severity="error",
                    trouble="hot partition",
                    title=text,
                    evidence=text,
                    fix=text,
                    change=text,
                ),
            ),
            checked=(Checked(trouble="scans", title=text, seen=text),),
            notes=(text,),
        ),
        keys,
        lambda key: f"<{len(key)}>",
    )
    (advice,), (row,) = found.advice, found.checked
    assert (found.design, advice.change) == (SHAPE, text)
    (other,) = {advice.title, advice.evidence, advice.fix, row.title, row.seen, *found.notes}
    return other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("shard `USER#1` by 4 or 5", "shard `<6>` by <1> or 5"),
        ("to one key of PK: USER#1. It needs", "to one key of PK: <6>. It needs"),
        ("USER#1 and USER#12", "<6> and <7>"),
        ("key 4 takes 4,000 of 14 and 0.4 units", "key <1> takes 4,000 of 14 and 0.4 units"),
        ("nothing", "nothing"),
        ("$ and (", "<1> and <1>"),
    ],
)
def test_keys_are_replaced_and_not_what_merely_looks_alike(text: str, expected: str) -> None:
    assert told(text, "USER#1", "USER#12", "4", "$", "(", "") == expected


def test_a_key_is_replaced_as_messages_shorten_it() -> None:
    key = "USER#" + "a" * 500

    assert told("key USER#aaaa", key) == "key USER#aaaa"
    assert told(f"key {key} is hot", key) == "key <505> is hot"
    from pytest_dynamo.forecast.wording import key_text

    assert told(f"key {key_text(key)} is hot", key) == "key <505> is hot"


def test_without_keys_a_text_stays_as_it_is() -> None:
    assert told("any key of `orders`") == "any key of `orders`"


def test_keys_are_found_wherever_in_a_value_they_are() -> None:
    bound = Bound(
        requests_per_second=1,
        table="t",
        index=None,
        direction="read",
        reason="r",
        scope="key",
        limit_units_per_second=1,
        partition=PartitionRange(number=1, of=1, first=0, last=1),
        key="A",
    )

    assert list(keys_in((bound, [bound], None))) == ["A", "A"]
