"""Two generations of parameters, expressions and what they replaced, which no request may mix.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
"""

from dataclasses import dataclass, field

from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.wire_types import Request

_NAMES = "ExpressionAttributeNames"
_VALUES = "ExpressionAttributeValues"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The expressions an operation takes, and its older parameters, as messages list them."""

    expressions: tuple[str, ...]
    older: tuple[str, ...] = ()
    _telling: frozenset[str] = field(init=False)
    _older: frozenset[str] = field(init=False)
    _takers: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        takers = [name for name in self.expressions if name != "ProjectionExpression"]
        object.__setattr__(self, "_telling", frozenset([*self.older, _NAMES, _VALUES]))
        object.__setattr__(self, "_older", frozenset(self.older))
        object.__setattr__(self, "_takers", tuple(takers))

    def check(self, request: Request) -> None:
        """Check that a request has one style only, and no names or values without expression.

        Raises:
            ServiceError: ValidationException.
        """
        if self._telling.isdisjoint(request):
            return
        if self._older.isdisjoint(request):
            # Nearly all requests with names or values: an expression that takes both is there.
            for name in self._takers:
                if request.get(name) is not None:
                    return
        used = [name for name in self.expressions if request.get(name) is not None]
        older = [name for name in self.older if request.get(name) is not None]
        if used and older:
            self._check_mixture(request, used, older)
        if not used and request.get(_NAMES) is not None:
            message = f"{_NAMES} can only be specified when using expressions"
            raise invalid(message)
        if request.get(_VALUES) is not None:
            self._check_values(request)

    def _check_mixture(self, request: Request, used: list[str], older: list[str]) -> None:
        # A key condition of the older style goes with a filter expression.
        if request.get("KeyConditionExpression") is None:
            older = [name for name in older if name != "KeyConditions"]
        if older:
            message = (
                "Can not use both expression and non-expression parameters in the same request: "
                f"Non-expression parameters: {{{', '.join(older)}}} "
                f"Expression parameters: {{{', '.join(used)}}}"
            )
            raise invalid(message)

    def _check_values(self, request: Request) -> None:
        if self._takers and all(request.get(name) is None for name in self._takers):
            verb = "are" if len(self._takers) > 1 else "is"
            message = (
                f"{_VALUES} can only be specified when using expressions: "
                f"{' and '.join(self._takers)} {verb} null"
            )
            raise invalid(message)


WRITE = Style(expressions=("ConditionExpression",), older=("Expected", "ConditionalOperator"))
UPDATE = Style(
    expressions=("UpdateExpression", "ConditionExpression"),
    older=("AttributeUpdates", "Expected", "ConditionalOperator"),
)
READ = Style(expressions=("ProjectionExpression",), older=("AttributesToGet",))
QUERY = Style(
    expressions=("ProjectionExpression", "FilterExpression", "KeyConditionExpression"),
    older=("AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"),
)
SCAN = Style(
    expressions=("ProjectionExpression", "FilterExpression"),
    older=("AttributesToGet", "ScanFilter", "ConditionalOperator"),
)
CHECK = Style(expressions=("ConditionExpression",))
TRANSACTED_UPDATE = Style(expressions=("UpdateExpression", "ConditionExpression"))
TRANSACTED_READ = Style(expressions=("ProjectionExpression",))
