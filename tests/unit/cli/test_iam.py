"""`pytest-dynamo iam`: policies of roles, what they are made of, and a policy that is there held against a role."""

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_dynamo.cli import main

DESIGN = """\
version: 1
name: shop
tables:
  shop-table:
    partition_key: PK
    sort_key: SK
    indexes: {by_mail: {partition_key: mail, projection: KEYS_ONLY}}
entities:
  User: {population: 10, item: {PK: "USER#{id}", SK: A, mail: "{id}@x.eu", id: {faker: uuid4}}}
  Product: {population: 10, item: {PK: "PRODUCT#{sku}", SK: A, sku: {sequence: {start: 1}}}}
access_patterns:
  get_user: {get: {PK: "USER#{id}", SK: A}, returns: User}
  find_user: {index: by_mail, query: {mail: "{mail}"}, returns: User}
  get_product: {get: {PK: "PRODUCT#{sku}", SK: A}, returns: Product}
  list_users: {scan: true, allow_scan: once a year}
  find_nothing: {query: {SK: A}}
"""
ROLES = """\
roles:
  reader: [get_user, find_user]
  owner: {patterns: [get_user], where: {id: "${aws:PrincipalTag/id}"}}
  a=b: [get_product]
"""
REGION = ("--region", "eu-west-1", "--account", "123456789012")
ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/shop-table"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run the command in a folder with two designs: the exit code, what was printed, and the errors."""
    monkeypatch.chdir(tmp_path)
    Path("designs").mkdir()
    Path("designs/shop.yaml").write_text(DESIGN + ROLES, encoding="utf-8")
    Path("bare.yaml").write_text(DESIGN, encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["iam", *arguments])
        out, err = capsys.readouterr()
        code = ended.value.code or 0
        assert isinstance(code, int)
        return code, out, err

    return run


def statement(sid: str, action: str, resource: str, keys: str, operator: str) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": [f"dynamodb:{action}"],
        "Resource": [resource],
        "Condition": {
            f"ForAllValues:{operator}": {"dynamodb:LeadingKeys": [keys]},
            "Null": {"dynamodb:LeadingKeys": ["false"]},
        },
    }


OWNER = {
    "Version": "2012-10-17",
    "Statement": [
        statement("GetUser", "GetItem", ARN, "USER#${aws:PrincipalTag/id}", "StringEquals")
    ],
}


def test_the_policy_of_one_role_is_the_document_alone(command) -> None:
    code, out, err = command("designs/shop.yaml", "--role", "owner", *REGION)

    assert (code, json.loads(out), err) == (0, OWNER, "")


def test_the_policies_of_several_roles_are_told_apart_by_their_names(command) -> None:
    code, out, _ = command(*REGION)

    documents = json.loads(out)
    assert code == 0
    assert list(documents) == ["reader", "owner", "a=b"]
    assert documents["owner"] == OWNER
    assert documents["a=b"]["Statement"] == [
        statement("GetProduct", "GetItem", ARN, "PRODUCT#*", "StringLike")
    ]


def test_what_is_wider_than_it_might_be_is_told_beside_the_policy(command) -> None:
    _, out, err = command("--role", "reader")

    assert json.loads(out)["Version"] == "2012-10-17"
    assert err.splitlines() == [
        "designs/shop.yaml: wider than the access patterns, in 1 place:",
        (
            "  reader: find_user: its partition key mail is {mail}, and no text of it is always the same:"
            " dynamodb:LeadingKeys has nothing to hold it to"
        ),
        "any region and any account: --region and --account say which",
    ]


@pytest.mark.parametrize(
    ("options", "arn"),
    [
        ((), "arn:aws:dynamodb:*:*:table/shop-table"),
        (("--region", "cn-north-1"), "arn:aws-cn:dynamodb:cn-north-1:*:table/shop-table"),
        (("--region", "us-gov-east-1"), "arn:aws-us-gov:dynamodb:us-gov-east-1:*:table/shop-table"),
        (("--table", "live"), "arn:aws:dynamodb:*:*:table/live"),
        (("--table", "shop-table=live"), "arn:aws:dynamodb:*:*:table/live"),
        (("--prefix", "dev-"), "arn:aws:dynamodb:*:*:table/dev-shop-table"),
    ],
)
def test_where_the_tables_are_is_said_by_options(
    options: tuple[str, ...], arn: str, command
) -> None:
    _, out, err = command("--role", "owner", *options)

    (only,) = json.loads(out)["Statement"]
    assert only["Resource"] == [arn]
    assert err == (
        "any account: --account says which\n"
        if "--region" in options
        else "any region and any account: --region and --account say which\n"
    )


def test_a_role_may_be_one_of_the_command_line(command) -> None:
    _, out, _ = command("--role", "visitor=get_product , get_user", *REGION)

    (only,) = json.loads(out)["Statement"]
    assert only["Condition"]["ForAllValues:StringLike"] == {
        "dynamodb:LeadingKeys": ["PRODUCT#*", "USER#*"]
    }


def test_a_role_of_the_design_may_have_an_equals_sign_in_its_name(command) -> None:
    _, out, _ = command("--role", "a=b", *REGION)

    assert json.loads(out)["Statement"][0]["Sid"] == "GetProduct"


def test_a_design_without_roles_has_one_that_performs_what_is_served(command) -> None:
    code, out, err = command("bare.yaml", *REGION)

    sids = [one["Sid"] for one in json.loads(out)["Statement"]]
    assert (code, sids) == (0, ["GetUserGetProduct", "FindUser"])
    assert err.startswith(
        "bare.yaml names no roles: this is one with all its access patterns but Scans\n"
    )


def test_files_are_written_one_for_each_role_and_not_over_others(command) -> None:
    code, out, _ = command("-o", "policies", *REGION)

    assert code == 0
    assert out.splitlines() == [
        "wrote policies/reader.json",
        "wrote policies/owner.json",
        "wrote policies/a=b.json",
        "next: aws iam create-policy --policy-name reader --policy-document file://policies/reader.json",
    ]
    assert json.loads(Path("policies/owner.json").read_text(encoding="utf-8")) == OWNER
    Path("policies/owner.json").write_text("mine", encoding="utf-8")
    code, out, err = command("-o", "policies", *REGION)
    assert (code, out) == (2, "")
    assert "policies/owner.json is there already.\nTo fix this: another -o, or --force" in err
    assert Path("policies/owner.json").read_text(encoding="utf-8") == "mine"
    assert command("-o", "policies", "--force", *REGION)[0] == 0
    assert json.loads(Path("policies/owner.json").read_text(encoding="utf-8")) == OWNER


def test_what_access_patterns_need_is_listed(command) -> None:
    code, out, err = command("--list")

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "role    access pattern  action   on                        leading keys",
        "reader  get_user        GetItem  shop-table                USER#*",
        "reader  find_user       Query    shop-table/index/by_mail  any",
        "owner   get_user        GetItem  shop-table                USER#${aws:PrincipalTag/id}",
        "a=b     get_product     GetItem  shop-table                PRODUCT#*",
    ]


def test_a_policy_that_is_as_it_should_be_passes(command) -> None:
    for role in ("reader", "owner"):
        Path("policy.json").write_text(command("--role", role, *REGION)[1], encoding="utf-8")
        code, out, _ = command("--role", role, "--check", "policy.json")
        assert (code, out) == (
            0,
            f"policy.json: as wide as role '{role}' needs it, and no wider, as far as IAM can tell\n",
        )


def test_a_policy_that_is_too_wide_does_not_pass(command) -> None:
    wide = {**OWNER, "Statement": [{**OWNER["Statement"][0], "Action": "dynamodb:*"}]}  # type: ignore[dict-item]
    Path("policy.json").write_text(json.dumps(wide), encoding="utf-8")

    code, out, _ = command("--role", "owner", "--check", "policy.json")

    assert code == 1
    assert f"too wide: statement GetUser allows dynamodb:BatchGetItem on {ARN}, which no" in out
    assert out.splitlines()[-1] == "next: pytest-dynamo iam designs/shop.yaml --role owner"


def test_a_policy_that_is_too_narrow_does_not_pass(command) -> None:
    Path("policy.json").write_text(command("--role", "owner", *REGION)[1], encoding="utf-8")

    code, out, _ = command("--role", "both=get_user,get_product", "--check", "policy.json")

    assert code == 1
    assert f"too narrow: get_product is denied dynamodb:GetItem on {ARN}" in out
    assert out.splitlines()[-1] == (
        "next: pytest-dynamo iam designs/shop.yaml --role both=get_user,get_product"
    )


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("designs/shp.yaml",), "no such file; did you mean 'shop.yaml'?"),
        (("--role", "raeder"), "no role 'raeder'; did you mean 'reader'?"),
        (("--role", "r=get_usr"), "no access pattern 'get_usr': shop has none; did you mean"),
        (("--role", "r=list_users"), "role 'r' performs 'list_users', which is a Scan"),
        (("--role", "r=find_nothing"), "'find_nothing', for which no policy can be made"),
        (("--role", "r="), "'r=' is no role: it has no access pattern"),
        (("--role", "a b=get_user"), "--role: 'a b' is not a name for a role."),
        (("--role", "owner", "--role", "owner=get_user"), "--role: 'owner' is given twice."),
        (("--region", "Ireland"), "--region: 'Ireland' is no region."),
        (("--account", "42"), "--account: '42' is no account, which has 12 digits."),
        (("--table", "shp=x"), "shop has no table 'shp'"),
        (("--list", "--check", "x.json"), "--list and --check are for different things."),
        (("--check", "x.json"), "against one role, and there are 3: reader, owner, a=b."),
        (("--role", "owner", "--check", "x.json"), "x.json cannot be read: no such file"),
        (("--role", "owner", "--check", "bare.yaml"), "bare.yaml: this is no JSON"),
    ],
)
def test_what_is_wrong_is_said_with_a_remedy(
    arguments: tuple[str, ...], error: str, command
) -> None:
    code, out, err = command(*arguments)

    assert (code, out) == (2, "")
    assert error in err


def test_a_design_must_be_named_where_there_are_several(command) -> None:
    Path("designs/other.yaml").write_text(DESIGN, encoding="utf-8")

    assert command()[2].endswith("To fix this: pytest-dynamo iam DESIGN\n")


def test_a_design_of_which_nothing_is_served_needs_no_policy(command) -> None:
    Path("bare.yaml").write_text(
        "version: 1\ntables: {shop: {partition_key: PK}}\n", encoding="utf-8"
    )

    code, out, err = command("bare.yaml")

    assert (code, out) == (2, "")
    assert err.startswith("bare.yaml: nobody needs a policy: the design has no access pattern")


def wide_design(patterns: int, attributes: int) -> str:
    """A design of patterns that put items, each with attributes of its own, which a policy names."""
    entities = asked = ""
    for one in range(patterns):
        names = ", ".join(f"attribute_{number:03}_of_{one}: a" for number in range(attributes))
        entities += f'  E{one}: {{population: 1, item: {{PK: "E{one}#{{id}}", id: {{ulid: true}}, {names}}}}}\n'
        asked += f"  put_{one}: {{put: E{one}}}\n"
    return (
        "version: 1\nname: wide\ntables: {shop: {partition_key: PK}}\n"
        f"entities:\n{entities}access_patterns:\n{asked}"
        f"roles: {{writer: [{', '.join(f'put_{one}' for one in range(patterns))}]}}\n"
    )


def test_a_role_that_needs_several_policies_has_a_file_for_each(command) -> None:
    Path("wide.yaml").write_text(wide_design(3, 150), encoding="utf-8")

    code, out, err = command("wide.yaml", *REGION)

    assert (code, out) == (2, "")
    assert err.startswith("role 'writer' needs 3 managed policies, as IAM takes 6,144 characters")
    assert command("wide.yaml", "-o", "policies", *REGION)[1].splitlines()[:3] == [
        "wrote policies/writer.json",
        "wrote policies/writer-2.json",
        "wrote policies/writer-3.json",
    ]


def test_a_pattern_whose_policy_is_larger_than_iam_takes_is_refused(command) -> None:
    Path("wide.yaml").write_text(wide_design(1, 400), encoding="utf-8")

    code, out, err = command("wide.yaml", *REGION)

    assert (code, out) == (2, "")
    assert err.startswith("role 'writer': statement 'Put0' alone makes a policy of ")
    assert "IAM takes 6,144" in err
