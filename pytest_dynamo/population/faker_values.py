"""Values by Faker: one generator, seeded anew for every value.

Without weights Faker draws names many times faster, and a load test needs keys and sizes rather
than the right share of Smiths.
"""

from collections.abc import Mapping
from datetime import datetime
from inspect import signature
from threading import Lock
from typing import TYPE_CHECKING

from pytest_dynamo.errors import DynamoError

if TYPE_CHECKING:
    from faker.generator import Generator

CORPUS_WORDS = 10_000

CLOCK_READERS = frozenset(
    {
        "date_between",
        "date_of_birth",
        "date_this_century",
        "date_this_decade",
        "date_this_month",
        "date_this_year",
        "date_time_between",
        "date_time_this_century",
        "date_time_this_decade",
        "date_time_this_month",
        "date_time_this_year",
        "future_date",
        "future_datetime",
        "past_date",
        "past_datetime",
        "passport_dates",
        "passport_dob",
        "time_series",
    }
)
"""Providers that look at the machine's clock and cannot be given another: what they make for one
seed is not the same tomorrow."""


class FakerValues:
    """Faker, loaded when first asked for a value."""

    def __init__(self) -> None:
        self._generator: Generator | None = None
        self._takes_end: dict[str, bool] = {}
        self._corpus = ""
        # The generator is seeded and then used; no other thread may come between.
        self._lock = Lock()

    def value(
        self, provider: str, arguments: Mapping[str, object], seed: int, now: datetime
    ) -> object:
        """What a provider makes of a seed; one that takes an end gets `now` for it.

        Raises:
            DynamoError: Faker has no such provider, or it refuses the arguments.
        """
        generator = self._loaded()
        try:
            make = generator.get_formatter(provider)
            if provider not in self._takes_end:
                self._takes_end[provider] = "end_datetime" in signature(make).parameters
            if self._takes_end[provider]:
                arguments = {"end_datetime": now, **arguments}
            with self._lock:
                generator.random.seed(seed)
                return make(**arguments)
        except (AttributeError, TypeError, ValueError) as error:
            given = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
            msg = f"Faker cannot make {provider}({given}): {error}"
            raise DynamoError(msg) from error

    def text(self, start: int, size_bytes: int) -> str:
        """Words of exactly so many bytes, from anywhere in a corpus of Faker's words."""
        if not self._corpus:
            generator = self._loaded()
            with self._lock:
                generator.random.seed(0)
                self._corpus = " ".join(generator.get_formatter("words")(CORPUS_WORDS)) + " "
        corpus = self._corpus
        offset = start % len(corpus)
        text = corpus[offset : offset + size_bytes]
        if len(text) < size_bytes:
            text += corpus * (size_bytes // len(corpus) + 1)
        return text[:size_bytes]

    def _loaded(self) -> "Generator":
        if self._generator is None:
            from faker.factory import Factory  # here, for it takes long to import

            self._generator = Factory.create("en_US", use_weighting=False)
            # Until it is seeded once, it shares a generator with all others of the process.
            self._generator.seed_instance(0)
        return self._generator
