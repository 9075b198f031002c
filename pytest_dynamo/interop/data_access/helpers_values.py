"""Helpers of a module for values: as DynamoDB has them, shards, moments; and its errors translated."""

VALUES: dict[str, str] = {
    "_translated": '''
@contextmanager
def _translated() -> Iterator[None]:
    """Raise the errors of this module for those of botocore that callers have to tell apart."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "ConditionalCheckFailedException":
            raise ConditionFailed(str(error)) from error
        if code == "TransactionCanceledException":
            reasons = cast("dict[str, Any]", error.response)["CancellationReasons"]
            raise TransactionCanceled([one["Code"] for one in reasons]) from error
        raise
''',
    "_found": '''
def _found(make: Callable[..., T], wire: Mapping[str, Any] | None) -> T | None:
    """An item as it came, if one did."""
    return _loaded(make, wire) if wire else None
''',
    "_loaded": '''
def _loaded(make: Callable[..., T], wire: Mapping[str, Any]) -> T:
    """An item out of the form in which a low-level client has it."""
    values = {name: _DESERIALIZER.deserialize(value) for name, value in wire.items()}
    return make(**{name: _plain(value) for name, value in values.items()})


def _plain(value: Any) -> Any:
    """Whole numbers as int and binary values as bytes, which boto3 wraps."""
    match value:
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case Binary():
            return bytes(cast("Any", value))
        case list():
            return [_plain(member) for member in value]
        case set():
            return {_plain(member) for member in value}
        case dict():
            return {name: _plain(member) for name, member in value.items()}
    return value
''',
    "_wire": '''
def _wire(values: Mapping[str, object]) -> dict[str, AttributeValueTypeDef]:
    """Values in the form that a low-level client takes."""
    return {name: _SERIALIZER.serialize(value) for name, value in values.items()}
''',
    "_shard_of": '''
def _shard_of(value: object, count: int) -> int:
    """The shard that follows from a value, so that readers can calculate it as well."""
    return crc32(str(value).encode()) % count
''',
    "_iso8601": '''
def _iso8601(moment: datetime) -> str:
    """A moment as text, in UTC and to the millisecond, so that texts sort by time."""
    text = _utc(moment).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
''',
    "_iso_date": '''
def _iso_date(day: date) -> str:
    """A day as text; of a moment, the day in UTC."""
    return f"{_utc(day):%Y-%m-%d}"
''',
    "_epoch_seconds": '''
def _epoch_seconds(moment: datetime) -> int:
    """A moment in seconds since 1970."""
    return int(_utc(moment).timestamp())
''',
    "_utc": '''
def _utc(moment: Day) -> Day:
    """A moment in UTC; a day stays as it is.

    Raises:
        ValueError: The moment does not say its time zone.
    """
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC)
''',
}
