"""A forecast as JSON, and back."""

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.values.forecast import Forecast


def forecast_to_json(forecast: Forecast) -> str:
    """The forecast as a JSON text; `forecast_from_json` gives an equal one back."""
    from pydantic import TypeAdapter

    return TypeAdapter(Forecast).dump_json(forecast, indent=2).decode()


def forecast_from_json(text: str | bytes) -> Forecast:
    """The forecast of a JSON text.

    Raises:
        DynamoError: It is no JSON, or not that of a forecast; the message names the first members.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Forecast).validate_json(text)
    except ValidationError as error:
        lines = [
            f"  {'.'.join(map(str, one['loc'])) or 'the text'}: {one['msg']}"
            for one in error.errors()[:5]
        ]
        message = (
            "this is not the JSON of a forecast:\n" + "\n".join(lines) + "\n"
            "To fix this: write it anew with pytest-dynamo forecast DESIGN --json"
        )
        raise DynamoError(message) from None
