"""Where AWS's DynamoDB Local 3.3.0 answers otherwise than, we think, DynamoDB."""

from against.known import Known

WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem")
TRANSACTIONS = ("TransactWriteItems", "TransactGetItems")

KNOWN = [
    Known(
        name="units of transactions",
        why="measured on DynamoDB: the factor of two is the table's alone, and every level repeats "
        "its units as read or write units; DynamoDB Local doubles indexes and repeats nothing",
        operations=TRANSACTIONS,
        place="ConsumedCapacity",
    ),
    Known(
        name="units of index writes",
        why="measured on DynamoDB: an entry is charged by its own size, once if it changes in place "
        "and not at all without all key attributes; DynamoDB Local has other rules",
        operations=WRITES,
        place=r"ConsumedCapacity\.(\d+\.)?(CapacityUnits|\w+SecondaryIndexes)",
    ),
    Known(
        name="an empty page is free",
        why="not settled: the guide charges the least a read takes also where nothing is found",
        operations=("Query", "Scan"),
        place=r"ConsumedCapacity.*CapacityUnits",
        theirs=r"^0(\.0)?$",
    ),
    Known(
        name="missing keys of a batch are free",
        why="the guide charges the least a read takes for each key of BatchGetItem",
        operations=("BatchGetItem",),
        place=r"ConsumedCapacity.*CapacityUnits",
    ),
    Known(
        name="units of a batch of writes",
        why="the guide charges a deletion of nothing one unit; DynamoDB Local charges more",
        operations=("BatchWriteItem",),
        place=r"ConsumedCapacity\.(\d+\.)?Table",
    ),
    Known(
        name="scans of indexes are charged as scans of tables",
        why="the guide counts the entries of the index; DynamoDB Local the whole items",
        operations=("Scan",),
        place=r"ConsumedCapacity.*CapacityUnits",
        request="'IndexName'",
    ),
    Known(
        name="the end of a range is known",
        why="recorded on DynamoDB: a page that its Limit ended has a LastEvaluatedKey; DynamoDB Local "
        "leaves it out where the last item read is the last that can be: the end of BETWEEN, the one "
        "item of a key",
        operations=("Query",),
        place="ConsumedCapacity$|PageCounts$|Pages$",
        request="'Limit': ",
    ),
    Known(
        name="scans filter by what an index does not project",
        why="not settled: DynamoDB Local refuses it of a Query and accepts it of a Scan; we refuse both",
        operations=("Scan",),
        place="error",
        ours="does not project one or more filter attributes",
        theirs="accepted",
    ),
    Known(
        name="UPDATED_OLD and UPDATED_NEW of documents",
        why="recorded on DynamoDB: of a path, only what the path leads to is returned; DynamoDB Local "
        "returns the whole attribute where a map or list is assigned",
        operations=("UpdateItem",),
        place="Attributes",
        request=r"UPDATED_(OLD|NEW)",
    ),
    Known(
        name="numbers with a zero at the end",
        why="the guide: zeros at the end of a number are trimmed; a sum of DynamoDB Local keeps them",
        place=r"(Attributes|stored|Items).*N$",
        theirs=r"\.\d*0$",
    ),
    Known(
        name="updates that fail in a transaction",
        why="recorded on DynamoDB of items that grow too large: the transaction is cancelled, with "
        "ValidationError as its reason; "
        "DynamoDB Local refuses the request",
        operations=("TransactWriteItems",),
        place="error",
        ours="ValidationError",
        theirs="^ValidationException",
    ),
    Known(
        name="cancellation without reasons",
        why="a wrong key in TransactGetItems has no CancellationReasons in DynamoDB Local",
        operations=("TransactGetItems",),
        place="error",
        ours="ValidationError",
        theirs="^TransactionCanceledException:",
    ),
    Known(
        name="long index keys",
        why="the guide limits sort keys of indexes to 1,024 bytes like those of tables; DynamoDB Local "
        "looks at them in a put, and not in an update",
        operations=("UpdateItem", "TransactWriteItems"),
        place="error",
        ours="exceeded the size limit of 1024 bytes|ValidationError",
        theirs="accepted",
        request=r"if_not_exists\(#body",
    ),
    Known(
        name="fetches for a local index that projects what is asked for",
        why="the guide fetches items for attributes that the index does not project; DynamoDB Local "
        "also charges for some that it does",
        operations=("Query",),
        place="ConsumedCapacity",
        request=r"'IndexName': 'by_day'.*ProjectionExpression|ProjectionExpression.*'IndexName': 'by_day'",
    ),
]
