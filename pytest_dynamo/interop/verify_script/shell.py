"""What every script has: its head, its options, and the functions that the rest of it calls.

The commands are those of https://docs.aws.amazon.com/cli/latest/reference/dynamodb/. AWS_REGION is
read by version 2 of the AWS CLI only, so it is handed on under the name that version 1 reads
(https://docs.aws.amazon.com/cli/v1/userguide/cli-configure-envvars.html).
"""

RUN = "@RUN@"
"""Stands for digits that no other run has; in text and numbers."""
RUN_IN_BASE64 = "@RUN64@"
"""The same within binary data. The digits are 21, so that base64 can be put after them."""
EXPIRES = "@EXPIRES@"
"""Stands for a moment a day from now, in seconds: what a run had to leave behind goes by itself."""

HEAD = r"""#!/usr/bin/env bash
set -euo pipefail

usage() {
  cat <<'USAGE'
@USAGE@
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
"""

ASKING = r"""
if [ -n "$tables_only" ]; then exit 0; fi # or 1, see at_exit
if [[ $url =~ ^https?://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?/?$ ]]; then
  echo "Items: @COUNT@ at $url"
else
  account=$(aws sts get-caller-identity --query Account --output text) || account='unknown'
  region=${AWS_DEFAULT_REGION:-$(aws configure get region || echo 'unknown')}
  echo "Items: @COUNT@ in account $account, region $region${url:+, at $url}"
  if [ -z "$yes" ]; then
    echo 'not put: this would write to real tables, and whatever reads their streams would see it' >&2
    echo 'To fix this: --yes to put, read and delete them, or --tables-only' >&2
    exit 2
  fi
fi
"""

TAIL = r"""
delete_items
if [ "$differing" -gt 0 ]; then
  echo "$differing differ" >&2
  exit 1
fi
echo 'everything is as designed'
"""
