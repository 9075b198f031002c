"""What Faker can make: provider names, their arguments and types.

Faker takes a fifth of a second to import, so it is imported when the first design asks for it.
"""

import inspect
import typing
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from pytest_dynamo.design.mistakes import listed, nearest, quoted, shortened

_LARGEST_TRIAL = 10_000


@cache
def _providers() -> Mapping[str, Any]:
    from faker import Faker

    faker = Faker(use_weighting=False)
    faker.seed_instance(0)
    (generator,) = faker.factories
    names = {
        name
        for provider in generator.get_providers()
        for name in dir(provider)
        if not name.startswith("_") and callable(getattr(provider, name))
    }
    return {name: getattr(generator, name) for name in sorted(names)}


def faker_mistake(name: str, arguments: Mapping[str, object]) -> str | None:
    """What is wrong with a provider's name or arguments, if anything.

    A provider with arguments is tried once, unless a number among them is so large that a trial
    might take long.
    """
    providers = _providers()
    if name not in providers:
        return f"Faker has no provider {quoted(name)}{nearest(name, providers)}"
    parameters = inspect.signature(providers[name]).parameters
    if not any(one.kind is one.VAR_KEYWORD for one in parameters.values()):
        for argument in arguments:
            if argument not in parameters:
                hint = nearest(argument, parameters) or listed("; it takes ", parameters)
                return f"Faker's {name} takes no argument {quoted(argument)}{hint}"
    numbers = [value for value in arguments.values() if isinstance(value, int | float)]
    if not arguments or any(not abs(number) <= _LARGEST_TRIAL for number in numbers):
        return None
    try:
        providers[name](**arguments)
    except Exception as error:  # noqa: BLE001 - whatever a provider raises is about its arguments
        return f"Faker's {name} does not work with these args: {shortened(str(error))}"
    return None


@cache
def faker_type(name: str) -> type | None:
    """The type a provider says it makes, or None where it does not say or may make several."""
    try:
        made = typing.get_type_hints(_providers()[name]).get("return")
    except (KeyError, NameError, TypeError):
        return None
    known = (str, bytes, bool, int, float, Decimal, datetime, date)
    return made if isinstance(made, type) and made in known else None
