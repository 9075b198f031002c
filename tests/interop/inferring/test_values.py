"""How values are made that are like those sampled."""

from decimal import Decimal
from random import Random

import pytest

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Constant
from pytest_dynamo.interop.inferring.inferred import made
from pytest_dynamo.interop.inferring.values import inferred_value
from pytest_dynamo.population.identifiers import ksuid_text, ulid_text, uuid4_text
from tests.interop.inferring.sampled import NOW

RANDOM = Random(7)


def texts(*values):
    return [{"S": value} for value in values]


def numbers(*values):
    return [{"N": str(value)} for value in values]


def uuids(count):
    return texts(
        *(uuid4_text(RANDOM.getrandbits(64), RANDOM.getrandbits(64)) for _ in range(count))
    )


FORMS = {
    "uuid4": [one["S"] for one in uuids(5)],
    "email": ["a+b@x.de", "ü@example.co.uk"],
    "url": ["https://example.org/a?b=c"],
    "ipv4": ["10.0.0.1", "255.255.255.255"],
    "ipv6": ["2001:db8::1"],
    "mac_address": ["4c:13:fe:92:21:10"],
    "md5": ["cbc35e0ec9064ea6887f41758281d521"],
    "sha1": ["74839db85b4255d6a4c539f3420636a5019eb74c"],
}


@pytest.mark.parametrize(("provider", "values"), FORMS.items())
def test_texts_are_told_by_their_form(provider, values):
    assert inferred_value(texts(*values)).value.options["provider"] == provider


def test_evidence_counts_the_samples():
    found = inferred_value([*uuids(37), *texts("none", "unknown", "n/a")])
    assert found.evidence == "37 of 40 samples are UUIDs"
    assert found.value.options["provider"] == "uuid4"


def test_too_few_of_a_form_are_texts_of_their_length():
    found = inferred_value([*uuids(2), *texts("none", "n/a")])
    assert found.value.maker == "text_bytes"
    assert found.value.options == {"min": 3, "max": 36}


def test_ulids_and_ksuids_are_told():
    ulids = [ulid_text(NOW, RANDOM.getrandbits(80)) for _ in range(25)]
    ksuids = [ksuid_text(NOW, RANDOM.getrandbits(128)) for _ in range(25)]
    assert inferred_value(texts(*ulids)).value == made("ulid")
    assert inferred_value(texts(*ksuids)).value == made("ksuid")


NAMED = {
    ("name", "Ada Lovelace"): "name",
    ("customerName", "Jürgen Müller"): "name",
    ("first_name", "Ada"): "first_name",
    ("phoneNumber", "+49 30 123456"): "phone_number",
    ("country", "DE"): "country_code",
    ("currency", "EUR"): "currency_code",
    ("username", "ada.l"): "user_name",
}


@pytest.mark.parametrize(("sample", "provider"), NAMED.items())
def test_a_name_helps_where_values_look_like_it(sample, provider):
    name, text = sample
    assert inferred_value(texts(text), name=name).value.options["provider"] == provider


@pytest.mark.parametrize(
    ("name", "text"), [("name", "Persistent analysing hub"), ("country", "Germany"), ("phone", "-")]
)
def test_a_name_that_values_contradict_is_ignored(name, text):
    assert inferred_value(texts(text), name=name).value.maker == "text_bytes"


def test_timestamps_reach_back_from_the_latest_sample():
    found = inferred_value(texts("2026-01-01T00:00:00Z", "2026-01-11T12:00:00.5+00:00"))
    assert found.value == made("timestamp", since_seconds=11 * 86_400.0, format="iso8601")
    assert found.evidence == "2 of 2 samples are ISO 8601 timestamps, within 11 days"
    days = inferred_value(texts("2026-01-01", "2026-01-02"))
    assert days.value == made("timestamp", since_seconds=86_400.0, format="date")


def test_numbers_are_times_where_their_name_says_so():
    samples = numbers(1_700_000_000, 1_700_864_000)
    seconds = made("timestamp", since_seconds=10 * 86_400.0, format="epoch_seconds")
    assert inferred_value(samples, name="createdAt").value == seconds
    assert inferred_value(samples, name="serial").value.maker == "int"
    milliseconds = inferred_value(numbers(1_700_000_000_000), name="updated_at").value
    assert milliseconds.maker == "epoch_milliseconds"


def test_a_time_to_live_is_measured_from_what_counts_as_now():
    samples = numbers(*[1_700_003_600] * 9)
    found = inferred_value(samples, name="ttl", reference=1_700_000_000.0)
    assert found.value == made("epoch_seconds", offset_seconds=3_600.0)
    assumed = inferred_value(samples, name="ttl")
    assert assumed.value == made("epoch_seconds", offset_seconds=86_400.0)
    assert assumed.evidence.endswith("how long an item lives is assumed")


def test_few_values_are_a_choice_only_if_there_are_many_samples():
    many = texts(*(["open"] * 150 + ["closed"] * 50))
    found = inferred_value(many, name="status")
    assert found.value == made("choice", weights={"open": 75.0, "closed": 25.0})
    assert found.evidence == "2 distinct values in 200 samples"
    assert inferred_value(many[145:155]).value.maker == "text_bytes"


def test_a_value_of_one_item_is_left_out_of_a_choice():
    found = inferred_value(texts(*(["open"] * 50 + ["closed"] * 40 + ["to Mrs Smith"])))
    assert list(found.value.options["weights"]) == ["open", "closed"]
    assert found.evidence.endswith("1 sample with a value of its own left out")


@pytest.mark.parametrize("name", ["email", "lastName", "phone", "street_address", "password"])
def test_few_values_that_describe_people_are_not_told(name):
    found = inferred_value(texts(*(["Zorro"] * 100 + ["Robin"] * 100)), name=name)
    assert "Zorro" not in str(found)


def test_without_values_choices_and_constants_are_texts_of_their_size():
    choice = texts(*(["open"] * 50 + ["done"] * 50))
    for samples in (choice, choice[:50]):
        found = inferred_value(samples, keeps_values=False)
        assert found.value == made("text_bytes", min=4, max=4)


def test_what_is_always_the_same_is_a_constant():
    assert inferred_value(texts(*["User"] * 30)).value == Template(("User",))
    assert inferred_value(numbers(*[3] * 30)).value == Constant(value=3)
    assert inferred_value([{"NULL": True}]).value == Constant(value=None)


def test_booleans_are_a_choice():
    samples = [{"BOOL": number < 3} for number in range(10)]
    found = inferred_value(samples)
    assert found.value == made("choice", weights={False: 70.0, True: 30.0})
    assert found.evidence == "true in 3 of 10 samples"


def test_ends_of_ranges_are_no_samples():
    found = inferred_value(numbers(312, 89_951))
    assert found.value == made("int", min=300, max=90_000)
    prices = inferred_value(numbers("5.37", "899.99")).value
    assert prices == made("number", min=Decimal(5), max=Decimal(900), places=2)


def test_integers_close_to_each_other_are_a_sequence():
    found = inferred_value(numbers(*range(1_003, 1_053)), name="id")
    assert found.value == made("sequence", start=1_000)
    sampled = numbers(*range(1_000, 2_000, 20))
    assert inferred_value(sampled).value.maker == "int"
    assert inferred_value(sampled, population=1_000).value.maker == "sequence"


def test_texts_have_the_lengths_and_the_mean_that_were_seen():
    even = inferred_value(texts(*("ä b" * number for number in range(1, 20))))
    assert even.value == made("text_bytes", min=4, max=76)
    skewed = inferred_value(texts(*(["a b"] * 98 + ["a " * 500] * 2)), name="note")
    assert sum(skewed.value.options.values()) / 2 == pytest.approx(22.9, abs=0.6)


def test_distinct_texts_without_blanks_are_identifiers():
    found = inferred_value(texts(*(f"cus_{number:x}Z" for number in range(4_096, 4_130))))
    assert found.value.options["args"] == {"min_chars": 9, "max_chars": 9}
    digits = inferred_value(texts(*(f"00{number}" for number in range(100, 130))))
    assert digits.value.options["args"] == {"text": "#####"}


def test_binary_data_has_its_size_whether_it_is_bytes_or_base64():
    assert inferred_value([{"B": b"12345"}]).value == made("binary_bytes", min=5, max=5)
    assert inferred_value([{"B": "MTIzNDU="}]).value == made("binary_bytes", min=5, max=5)


def test_maps_lists_and_sets_are_made_of_what_is_in_them():
    samples = [
        {"M": {"ids": {"SS": ["x@y.de", "u@v.de"]}, "steps": {"L": numbers(1, 2, 3)}}},
        {"M": {"steps": {"L": []}}},
    ]
    found = inferred_value(samples).value.options["attributes"]
    assert found["ids"].present == 0.5
    assert found["ids"].value.options["of"].options["provider"] == "email"
    assert found["steps"].value == made("list", of=made("int", min=1, max=3), min=0, max=3)
    empty = inferred_value([{"L": []}]).value
    assert (empty.options["min"], empty.options["max"]) == (0, 0)


def test_the_commonest_type_is_taken_and_the_others_are_named():
    found = inferred_value([*numbers(1, 2, 30), *texts("many"), {"NULL": True}])
    assert found.value == made("int", min=1, max=30)
    assert found.evidence.endswith("3 of type N, and 1 of type S, 1 of type NULL left out")


def test_without_samples_something_is_assumed_and_said():
    found = inferred_value([])
    assert found.value.maker == "text_bytes"
    assert found.evidence == "assumed; there is no sample"
