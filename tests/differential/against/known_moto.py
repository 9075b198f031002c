"""Where moto 5.2 answers otherwise."""

from against.known import Known

PAGES = ("Query", "Scan")
FOUND = "error|stored|Count|Items|PageCounts|Pages|SortKeys"

KNOWN = [
    Known(
        name="consumed capacity",
        why="moto answers constants, and not for every operation",
        place="ConsumedCapacity",
    ),
    Known(
        name="empty ItemCollectionMetrics",
        why="DynamoDB leaves the member out where it was not asked for",
        place="ItemCollectionMetrics",
        theirs="^{}$",
    ),
    Known(
        name="exceptions of moto's own",
        why="answered as HTTP 500, or as the reason of a cancelled transaction",
        place="error",
        theirs="HTTP 500|ValueError|TypeError|KeyError|AttributeError",
    ),
    Known(
        name="requests that are not validated",
        why="moto checks a part of what DynamoDB (and DynamoDB Local) refuse",
        place="error",
        ours="^ValidationException",
        theirs="accepted|^ConditionalCheckFailed|^TransactionCanceled|^ResourceNotFound|"
        "^SerializationException|^ValidationException",
    ),
    Known(
        name="updates that fail in a transaction",
        why="recorded on DynamoDB of items that grow too large: the transaction is cancelled, with "
        "ValidationError as its reason; "
        "moto refuses the request, or accepts it",
        operations=("TransactWriteItems", "TransactGetItems"),
        place="error",
        ours="ValidationError",
    ),
    Known(
        name="a Limit reached by the last item",
        why="recorded on DynamoDB: the page has a LastEvaluatedKey; moto leaves it out",
        operations=PAGES,
        place="Pages$|PageCounts",
        request="'Limit'",
    ),
    Known(
        name="missing attributes",
        why="two that are missing are equal for moto, and one that is missing is NULL; for DynamoDB "
        "(and DynamoDB Local) what is missing is equal to nothing",
        place=FOUND,
        request=r"#\w+(\[\d\]|\.#\w+)? (=|<>) #| IN \(",
    ),
    Known(
        name="values of two types",
        why="neither is less or greater for DynamoDB; moto compares booleans with numbers",
        place=FOUND,
        request=r"[<>]=? :|BETWEEN",
    ),
    Known(
        name="size and contains",
        why="the size of what has none, and what a list contains, are others for moto",
        place=FOUND,
        request=r"size\(|contains\(",
    ),
    Known(
        name="TransactGetItems returns whole items",
        why="moto ignores the projection",
        operations=("TransactGetItems",),
        place="Responses",
        request="ProjectionExpression",
    ),
    Known(
        name="UPDATED_OLD and UPDATED_NEW",
        why="recorded on DynamoDB: what the paths of the expression lead to is returned; moto "
        "returns whole attributes, or others",
        operations=("UpdateItem",),
        place="Attributes",
        request=r"UPDATED_(OLD|NEW)",
    ),
    Known(
        name="names in projections",
        why="moto takes a name that stands after a list element or in a filter for unused or wrong",
        place="error",
        ours="accepted",
        theirs="unused in expressions|Bad Filter Expression",
    ),
    Known(
        name="fetches for a local index",
        why="DynamoDB fetches what an index does not project; moto returns what it projects",
        operations=PAGES,
        place="Items|Count|SortKeys",
        request="'IndexName': 'by_day'",
    ),
    Known(
        name="numbers with a zero at the end",
        why="the guide: zeros at the end of a number are trimmed; a sum of moto keeps them",
        place=r"(Attributes|stored|Items).*N$",
        theirs=r"\.\d*0$",
    ),
    Known(
        name="one set in two attributes",
        why="an update that copies a set and changes the original changes the copy of moto, too",
        operations=("UpdateItem",),
        place="Attributes|stored",
        request=r"(if_not_exists\(.*(ADD|DELETE)|(ADD|DELETE) .*if_not_exists\()",
    ),
    Known(
        name="refused updates are half done",
        why="moto changes the item, or puts its key, before it finds out that the update is wrong",
        operations=("UpdateItem",),
        place="unchanged",
    ),
]
