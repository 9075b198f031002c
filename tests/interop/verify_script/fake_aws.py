"""The commands of the AWS CLI that a verification script uses, and their options; any other is a mistake."""

import argparse
import json
import sys
import urllib.error
import urllib.request

import jmespath

ITEMS = {
    "put-item": ("--item", "--condition-expression", "--expression-attribute-names"),
    "get-item": ("--key", "--consistent-read", "--query"),
    "delete-item": ("--key",),
    "query": (
        "--key-condition-expression",
        "--expression-attribute-names",
        "--expression-attribute-values",
        "--index-name",
        "--consistent-read",
        "--query",
    ),
    "describe-table": ("--query",),
    "describe-time-to-live": ("--query",),
    "describe-continuous-backups": ("--query",),
}
IN_JSON = ("item", "key", "expression_attribute_names", "expression_attribute_values")


def arguments():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    services = parser.add_subparsers(dest="service", required=True)
    commands = services.add_parser("dynamodb").add_subparsers(dest="command", required=True)
    for command, options in ITEMS.items():
        one = commands.add_parser(command, allow_abbrev=False)
        one.add_argument("--table-name", required=True)
        one.add_argument("--output", choices=["text"], required=True)
        one.add_argument("--endpoint-url", required=True)
        for option in options:
            action = "store_true" if option == "--consistent-read" else "store"
            one.add_argument(option, action=action)
    return vars(parser.parse_args())


def main():
    given = {name: value for name, value in arguments().items() if value not in (None, False)}
    del given["service"], given["output"]
    command, url, query = given.pop("command"), given.pop("endpoint_url"), given.pop("query", "@")
    body = {
        camel(name): json.loads(value) if name in IN_JSON else value
        for name, value in given.items()
    }
    headers = {
        "X-Amz-Target": f"DynamoDB_20120810.{camel(command)}",
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x",
    }
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        told = json.load(error)
        sys.exit(f"An error occurred ({told['__type'].rpartition('#')[2]}) when calling {command}")
    print(jmespath.search(query, answer))


def camel(name):
    return "".join(word.capitalize() for word in name.replace("-", "_").split("_"))


main()
