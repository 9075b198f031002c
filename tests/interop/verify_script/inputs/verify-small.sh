#!/usr/bin/env bash
set -euo pipefail

usage() {
  cat <<'USAGE'
Verifies the tables of the design small with the AWS CLI.

usage: verify-small.sh [--endpoint-url URL] [--tables-only] [--yes] [-h]

Compares each table with the design: status, keys, indexes, billing, protection. Then puts an item of
each entity whose partition key begins with VERIFY# (numbers: a large negative one), reads it by its
key and by a Query on the table and on each of its indexes, and deletes it. There is no Scan.

  --endpoint-url URL  a DynamoDB elsewhere, such as http://localhost:8000
  --tables-only       put no items
  --yes               put items in an account; not needed where the URL is of this machine

AWS_PROFILE and AWS_REGION say which account and region. The exit code is 0 if everything is as
designed, 1 if something differs, 2 if it was not asked properly.
USAGE
}

endpoint=() url='' yes='' tables_only=''
while [ "$#" -gt 0 ]; do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    --yes) yes=1 ;;
    --tables-only) tables_only=1 ;;
    --endpoint-url=*) url=${1#*=} ;;
    --endpoint-url)
      if [ "$#" -lt 2 ]; then usage >&2; exit 2; fi
      url=$2
      shift
      ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
if [ -n "$url" ]; then endpoint=(--endpoint-url "$url"); fi
if [ -n "${AWS_REGION:-}" ]; then export AWS_DEFAULT_REGION="$AWS_REGION"; fi
export AWS_PAGER=''
if ! command -v aws >/dev/null; then
  echo 'there is no command aws: install the AWS CLI' >&2
  exit 2
fi

table='' entity='' item='' key='' differing=0
left_tables=() left_keys=()
run=$(printf '%011d%05d%05d' "$(date +%s)" "$RANDOM" "$RANDOM")
run_in_base64=$(printf '%s' "$run" | base64)
expires=$(($(date +%s) + 86400))

dynamodb() {
  local command=$1
  shift
  aws dynamodb "$command" "--table-name=$table" --output text ${endpoint[@]+"${endpoint[@]}"} "$@"
}

ok() { printf 'OK       %s %s\n' "$table" "$1"; }

differs() {
  printf 'DIFFERS  %s %s\n' "$table" "$1"
  differing=$((differing + 1))
}

# same WHAT EXPECTED COMMAND QUERY: compares a property of the table with what the design says
same() {
  local found
  found=$(dynamodb "$3" --query "$4") || found='no answer'
  if [ "$found" = "$2" ]; then ok "$1: $2"; else differs "$1: $2 in the design, $found found"; fi
}

# of_this_run JSON: with the digits of this run, and its moment
of_this_run() {
  local text=${1//@RUN64@/$run_in_base64}
  text=${text//@EXPIRES@/$expires}
  printf '%s' "${text//@RUN@/$run}"
}

# put_item ENTITY ITEM KEY NAMES: an item whose key no other item has
put_item() {
  local problem
  entity=$1 item=$(of_this_run "$2") key=$(of_this_run "$3")
  left_tables+=("$table") left_keys+=("$key")
  if problem=$(dynamodb put-item --item "$item" --condition-expression 'attribute_not_exists(#pk)' \
    --expression-attribute-names "$4" 2>&1); then
    ok "put $entity"
    return 0
  fi
  printf '%s\n' "$problem" >&2
  differs "put $entity: refused"
  if [[ $problem == *ConditionalCheckFailedException* ]]; then # it is not ours
    unset 'left_tables[${#left_tables[@]}-1]' 'left_keys[${#left_keys[@]}-1]'
  fi
  return 1
}

get_item() {
  local found
  found=$(dynamodb get-item --key "$key" --consistent-read --query "Item && 'found' || 'missing'") ||
    found='no answer'
  if [ "$found" = found ]; then ok "get $entity"; else differs "get $entity: $found"; fi
}

# query_item WHERE CONDITION NAMES VALUES [OPTION...]: an index may be behind for a moment
query_item() {
  local found='' try values
  values=$(of_this_run "$4")
  for try in 1 2 3 4 5; do
    if [ "$try" -gt 1 ]; then sleep 1; fi
    found=$(dynamodb query --key-condition-expression "$2" --expression-attribute-names "$3" \
      --expression-attribute-values "$values" --query Count "${@:5}") || found='no answer'
    if [ "$found" = 1 ]; then break; fi
  done
  if [ "$found" = 1 ]; then ok "query $entity in $1"; else differs "query $entity in $1: $found instead of 1"; fi
}

# delete_items: exactly what this run has put
delete_items() {
  local at count=${#left_keys[@]} left=0
  for ((at = 0; at < count; at++)); do
    table=${left_tables[at]}
    if ! dynamodb delete-item --key "${left_keys[at]}" >/dev/null; then
      left=1
      differs "delete: this item is left: ${left_keys[at]}"
    fi
  done
  if [ "$count" -gt 0 ] && [ "$left" -eq 0 ]; then echo "OK       deleted what was put: $count"; fi
  left_tables=() left_keys=()
}

at_exit() {
  local status=$?
  trap - EXIT
  delete_items
  if [ "$status" -eq 0 ] && [ "$differing" -gt 0 ]; then status=1; fi
  exit "$status"
}
trap at_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

table=users
same status ACTIVE describe-table \
  "Table.TableStatus"
same key 'PK HASH, SK RANGE' describe-table \
  "Table.join(', ', KeySchema[].join(' ', [AttributeName, KeyType]))"
same 'key attributes' 'PK S, SK S, mail S' describe-table \
  "join(', ', sort(Table.AttributeDefinitions[].join(' ', [AttributeName, AttributeType])))"
same 'global indexes' by_mail describe-table \
  "join(', ', sort(Table.GlobalSecondaryIndexes[].IndexName || \`[]\`)) || 'none'"
same 'index by_mail, status' ACTIVE describe-table \
  "Table.GlobalSecondaryIndexes[?IndexName=='by_mail'].IndexStatus | [0]"
same 'index by_mail, key' 'mail HASH' describe-table \
  "Table.GlobalSecondaryIndexes[?IndexName=='by_mail'].join(', ', KeySchema[].join(' ', [AttributeName, KeyType])) | [0]"
same 'index by_mail, projection' 'INCLUDE login' describe-table \
  "Table.GlobalSecondaryIndexes[?IndexName=='by_mail'].Projection.join(' ', [ProjectionType, sort(NonKeyAttributes || \`[]\`)][]) | [0]"
same 'local indexes' none describe-table \
  "join(', ', sort(Table.LocalSecondaryIndexes[].IndexName || \`[]\`)) || 'none'"
same billing PAY_PER_REQUEST describe-table \
  "Table.BillingModeSummary.BillingMode || 'PROVISIONED'"
same 'deletion protection' on describe-table \
  "Table.DeletionProtectionEnabled && 'on' || 'off'"
same stream none describe-table \
  "Table.StreamSpecification.StreamEnabled && Table.StreamSpecification.StreamViewType || 'none'"
same encryption AWS_OWNED describe-table \
  "Table.SSEDescription.SSEType || 'AWS_OWNED'"
same class STANDARD describe-table \
  "Table.TableClassSummary.TableClass || 'STANDARD'"
same 'time to live' ends describe-time-to-live \
  "contains(['ENABLED', 'ENABLING'], TimeToLiveDescription.TimeToLiveStatus) && TimeToLiveDescription.AttributeName || 'none'"
same 'point-in-time recovery' DISABLED describe-continuous-backups \
  "ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus"

if [ -n "$tables_only" ]; then exit 0; fi # or 1, see at_exit
if [[ $url =~ ^https?://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?/?$ ]]; then
  echo "Items: 1 at $url"
else
  account=$(aws sts get-caller-identity --query Account --output text) || account='unknown'
  region=${AWS_DEFAULT_REGION:-$(aws configure get region || echo 'unknown')}
  echo "Items: 1 in account $account, region $region${url:+, at $url}"
  if [ -z "$yes" ]; then
    echo 'not put: this would write to real tables, and whatever reads their streams would see it' >&2
    echo 'To fix this: --yes to put, read and delete them, or --tables-only' >&2
    exit 2
  fi
fi

table=users
if put_item User \
  '{"PK": {"S": "VERIFY#@RUN@#User#USER#7"}, "SK": {"S": "PROFILE"}, "login": {"N": "7"}, "mail": {"S": "VERIFY#@RUN@#User#7@example.org"}, "ends": {"N": "@EXPIRES@"}}' \
  '{"PK": {"S": "VERIFY#@RUN@#User#USER#7"}, "SK": {"S": "PROFILE"}}' '{"#pk": "PK"}'; then
  get_item
  query_item 'the table' '#k0 = :k0 AND #k1 = :k1' \
    '{"#k0": "PK", "#k1": "SK"}' '{":k0": {"S": "VERIFY#@RUN@#User#USER#7"}, ":k1": {"S": "PROFILE"}}' --consistent-read
  query_item 'index by_mail' '#k0 = :k0' \
    '{"#k0": "mail"}' '{":k0": {"S": "VERIFY#@RUN@#User#7@example.org"}}' --index-name=by_mail
fi

delete_items
if [ "$differing" -gt 0 ]; then
  echo "$differing differ" >&2
  exit 1
fi
echo 'everything is as designed'
