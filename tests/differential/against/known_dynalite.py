"""Where dynalite 4.0.0 answers otherwise."""

from against.known import Known

WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem")

KNOWN = [
    Known(
        name="no transactions",
        why="dynalite has neither TransactWriteItems nor TransactGetItems",
        operations=("TransactWriteItems", "TransactGetItems"),
        place="error",
        theirs="UnknownOperationException",
    ),
    Known(
        name="index writes are free",
        why="it counts the table alone; the guide charges every index entry that is written",
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
        name="strong scans are charged as eventual",
        why="the guide: a strongly consistent Scan takes twice as much",
        operations=("Scan",),
        place="ConsumedCapacity",
        request=r"'ConsistentRead': True",
    ),
    Known(
        name="filters on what an index does not project",
        why="DynamoDB refuses them, as DynamoDB Local does; dynalite finds nothing",
        operations=("Query", "Scan"),
        place="error",
        ours="does not project",
        theirs="accepted",
    ),
    Known(
        name="two missing attributes compared",
        why="neither is equal to the other for DynamoDB (and DynamoDB Local); for dynalite both are",
        place="error|Count|Items|PageCounts|Pages|ConsumedCapacity|SortKeys",
        request=r"#\w+(\[\d\]|\.#\w+)? (=|<>) #",
    ),
    Known(
        name="NOT NOT",
        why="dynalite's grammar has no second NOT",
        place="error",
        theirs=r"Syntax error; Expected \"\(\"",
        request="NOT NOT",
    ),
    Known(
        name="empty Attributes",
        why="DynamoDB leaves Attributes out where there are none",
        operations=("UpdateItem",),
        place="Attributes$",
        theirs="^{}$",
    ),
    Known(
        name="empty index keys",
        why="DynamoDB (and DynamoDB Local) refuse an empty text as the key of an index",
        operations=("PutItem", "UpdateItem"),
        place="error",
        ours="cannot contain an empty string value|attempted to update a secondary index key",
        theirs="accepted",
    ),
    Known(
        name="Segment without TotalSegments",
        why="DynamoDB (and DynamoDB Local) refuse it for any segment; dynalite takes 0 for none",
        operations=("Scan",),
        place="error",
        ours="TotalSegments parameter is required",
        theirs="accepted",
    ),
    Known(
        name="SPECIFIC_ATTRIBUTES without attributes",
        why="DynamoDB (and DynamoDB Local) refuse it",
        operations=("Query",),
        place="error",
        ours="choosing to get SPECIFIC_ATTRIBUTES",
        theirs="accepted",
    ),
    Known(
        name="COUNT with a projection",
        why="DynamoDB (and DynamoDB Local) refuse it",
        operations=("Query", "Scan"),
        place="error",
        ours="choosing to get only the Count",
        theirs="accepted",
    ),
    Known(
        name="fetches for a local index",
        why="the guide: attributes that a local index does not project are fetched, and each item "
        "fetched is rounded up by itself; dynalite fetches for ALL_ATTRIBUTES alone, and rounds once",
        operations=("Query", "Scan"),
        place="ConsumedCapacity|Items",
        request=r"'IndexName': 'by_day'",
    ),
    Known(
        name="empty texts and false",
        why="for dynalite they have no size, no type and are equal to nothing",
        place="error|Count|Items|PageCounts|Pages|ConsumedCapacity|SortKeys",
        request=r"size\(|attribute_type\(|'S': ''|'BOOL': False",
    ),
    Known(
        name="long index keys",
        why="the guide limits the keys of indexes like those of tables; dynalite looks only at a put",
        operations=("UpdateItem",),
        place="error",
        ours="exceeded the (maximum )?size limit",
        theirs="accepted",
    ),
    Known(
        name="one set in two attributes",
        why="an update that copies a set and changes the original changes the copy of dynalite, too",
        operations=("UpdateItem",),
        place="Attributes|stored",
        request=r"if_not_exists\(.*(ADD|DELETE) |(ADD|DELETE) .*if_not_exists\(",
    ),
    Known(
        name="letters beyond ASCII",
        why="the guide counts text in UTF-8; dynalite counts UTF-16 units",
        place="ConsumedCapacity",
        request="é",
    ),
    Known(
        name="letters beyond ASCII in a scan",
        why="the same, where the request does not show them",
        operations=("Scan",),
        place="ConsumedCapacity",
    ),
]
