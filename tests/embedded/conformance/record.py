"""Records what a DynamoDB answers to every case of the corpus, in the corpus's files.

    DYNAMO_ENDPOINT=http://localhost:8000 python -m tests.embedded.conformance.record

The endpoint gets the corpus's tables, and loses them; it is to be an emulator such as DynamoDB
Local, and is asked over plain HTTP, because a client of boto3 checks requests before they are sent.
"""

import json
import os
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.embedded.conformance import corpus
from tests.embedded.conformance.performing import furnish

HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "Authorization": "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=0",
    "X-Amz-Date": "20260101T000000Z",
}


def perform(operation, request):
    """`(None, answer)` or `(error, body)`."""
    http_request = urllib.request.Request(
        os.environ["DYNAMO_ENDPOINT"],
        data=json.dumps(request).encode(),
        headers={**HEADERS, "X-Amz-Target": f"DynamoDB_20120810.{operation}"},
    )
    try:
        with urllib.request.urlopen(http_request) as answer:
            return corpus.answered(answer.status, json.load(answer))
    except urllib.error.HTTPError as error:
        return corpus.answered(error.code, json.load(error))


def clear():
    """Delete all tables."""
    for name in perform("ListTables", {})[1]["TableNames"]:
        perform("DeleteTable", {"TableName": name})


def main():
    """Record all areas."""
    run = str(time.time_ns())
    for area, cases in corpus.areas().items():
        for position, case in enumerate(cases):
            clear()
            furnish(perform, corpus.TABLES, corpus.ITEMS)
            case["recorded"] = corpus.run(perform, case, f"{run}-{position}"[-24:])
        corpus.write(area, cases)
        print(f"{area}: {len(cases)} cases in {Path(corpus.FOLDER.name, area)}.json")


if __name__ == "__main__":
    main()
