"""The markers as `pytest --markers` tells of them; `plugin.markers` reads what stands at a test."""

_ACCESS_PATTERN = (
    "access_pattern(name, *, max_read_units=None, max_write_units=None, max_items_examined=None, "
    "max_pages=None, max_calls=None): the test has to perform this access pattern of the design, "
    "within these limits over all its calls."
)
_DYNAMO_ALLOW = (
    "dynamo_allow(what, *, reason): the test may do what the guard forbids: 'scan', 'waste', 'pages', "
    "'stray', 'budget' or 'unprocessed'."
)
_DYNAMO_DESIGN = (
    "dynamo_design(name): the design that the dynamo_* fixtures use, where several are set."
)
MARKERS = (_ACCESS_PATTERN, _DYNAMO_ALLOW, _DYNAMO_DESIGN)
MARKER_NAMES = tuple(line.partition("(")[0] for line in MARKERS)
