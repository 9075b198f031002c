"""What expressions come to, and what is said of those that cannot be told."""

import pytest

from tests.interop.terraform.sources import imported, table

LITERALS = [
    ('"a-${1 + 2}"', "a-3"),
    ('"${true}"', "true"),
    ('"quote \\" and \\\\ and \\u00fc"', 'quote " and \\ and ü'),
    ('"$${not} %%{evaluated}"', "${not} %{evaluated}"),
    ("<<EOT\nplain ${1}\nEOT\n", "plain 1\n"),
    ("<<-EOT\n    indented\n      more\n    EOT\n", "indented\n  more\n"),
    ('upper(trimspace(" ab "))', "AB"),
    ('format("%s-%03d-%%", "a", 7)', "a-007-%"),
    ('join("-", concat(["a"], tolist(["b", "c"])))', "a-b-c"),
    ('replace("a.b", ".", "-")', "a-b"),
    ('lookup({a = "x"}, "b", "y")', "y"),
    ('coalesce("", null, "z")', "z"),
    ('try(var.unknown, "fallback")', "fallback"),
    ('jsonencode({a = [1, true, null], b = "ü"})', '{"a":[1,true,null],"b":"ü"}'),
    ('element(["a", "b"], 3)', "b"),
    ('{ a = "x" }["a"]', "x"),
    ('{ a = { b = "x" } }.a.b', "x"),
    ('["a", "b"][1]', "b"),
    ('!(1 < 2) ? "yes" : "no"', "no"),
    ('1 < 2 && 3 != 3 || "a" == "a" ? "yes" : "no"', "yes"),
    ('join(",", [for x in ["a", "b"] : upper(x) if x != "a"])', "B"),
    ('join(",", keys({ for k, v in { a = 1, b = 2 } : "${k}${v}" => v }))', "a1,b2"),
    ('join(",", concat([["a"], ["b"]]...))', "a,b"),
    ('merge({a = "1"}, {a = "2"}).a', "2"),
    ("tostring(-3)", "-3"),
    ("1.5", "1.5"),
    ('join(",", compact(flatten([["a", ""], [["b"]]])))', "a,b"),
    ('join(",", distinct(["a", "a"]))', "a"),
    ('lower(title(substr("abc", 1, -1)))', "bc"),
    ("tostring(length(range(3)) + max(1, 2) - min(1, 2) * 2 % 3)", "3"),
    ('tostring(contains(values({ a = "x" }), "x"))', "true"),
    ('trimprefix(trimsuffix("a-b-c", "-c"), "a-")', "b"),
    ('element(split("-", "a-b"), tonumber("1"))', "b"),
    ('jsondecode("{\\"a\\": \\"x\\"}").a', "x"),
    ('tostring(tobool("true"))', "true"),
    ('tomap({ a = "x" }).a', "x"),
    ('-1 < 0 ? join("", [for i, x in ["a", "b"] : "${i}${x}"]) : ""', "0a1b"),
    ("local.nested.list[0].name", "deep"),
    ("aws_dynamodb_table.t.name", "things"),
    ("aws_dynamodb_table.t.id", "things"),
    ('"${aws_dynamodb_table.t.arn}"', "arn:aws:dynamodb:*:*:table/things"),
]
LOCALS = 'locals {\n  nested = { list = [{ name = "deep" }] }\n}'


@pytest.mark.parametrize(("written", "value"), LITERALS)
def test_an_expression_comes_to(written, value):
    found = imported(table(f"tags = {{\n x = {written}\n}}", LOCALS))

    assert found.design.tables["things"].tags == {"x": value}
    assert found.losses == ()


UNKNOWN = [
    ("var.nothing", "variable 'nothing' has no default; --parameter nothing=VALUE"),
    ("local.nothing", "there is no local 'nothing'"),
    ("data.aws_region.current.name", "it is known only once Terraform has run"),
    ("module.vpc.id", "it is known only once Terraform has run"),
    ("aws_kms_key.k.arn", "it is known only once Terraform has run"),
    ("aws_dynamodb_table.other.name", "there is no aws_dynamodb_table 'other'"),
    ("aws_dynamodb_table.t", "it is a whole resource or a whole module"),
    ("each.key", "it is of a repeated block"),
    ('file("x.json")', "the function file is not followed here"),
    ('upper("a", "b")', "Terraform takes no such values there"),
    ("1 / 0", "Terraform takes no such values there"),
    ('["a"][4]', "there is no '4' in it"),
    ('{ a = 1 }["b"]', "there is no 'b' in it"),
    ('["a"][*]', "full splat expr term is not followed here"),
    ("try(var.a, var.b)", "none of the arguments of try is known here"),
]


@pytest.mark.parametrize(("written", "why"), UNKNOWN)
def test_an_expression_that_cannot_be_told_is_named_with_its_line(written, why):
    (loss,) = imported(table(f'tags = {{\n x = {written}\n y = "kept"\n}}')).losses

    assert str(loss) == (
        f"main.tf:13: resource.aws_dynamodb_table.t.tags.x: '{written}' cannot be resolved: {why}; left out"
    )


def test_a_dynamic_block_whose_number_is_not_told_is_named():
    text = table("dynamic ttl {\n for_each = var.ttl\n content {\n enabled = true\n }\n}")

    (loss,) = imported(text.replace("dynamic ttl", 'dynamic "ttl"')).losses

    assert str(loss) == (
        "main.tf:13: resource.aws_dynamodb_table.t.ttl: how many dynamic blocks there are is not told: "
        "'var.ttl' cannot be resolved: variable 'ttl' has no default; --parameter ttl=VALUE; left out"
    )


def test_how_often_a_resource_is_repeated_may_not_be_told():
    imported_once = imported(table("count = var.many"))

    assert list(imported_once.design.tables) == ["things"]
    assert [loss.where for loss in imported_once.losses] == ["resource.aws_dynamodb_table.t.count"]


def test_what_terraform_leaves_to_others_is_named_apart_from_capacity():
    text = table("").replace(
        "prevent_destroy = true", "ignore_changes = [read_capacity, tags, ttl]"
    )

    found = imported(text)

    assert [str(loss) for loss in found.losses] == [
        (
            "main.tf:10: resource.aws_dynamodb_table.t.lifecycle.ignore_changes: "
            "that Terraform leaves tags, ttl to others is no part of a design"
        )
    ]
    assert found.design.tables["things"].removal_policy == "DESTROY"


def test_an_index_of_its_own_resource_joins_its_table():
    more = """
resource "aws_dynamodb_global_secondary_index" "by_status" {
  table_name = aws_dynamodb_table.t.name
  index_name = "by-status"
  key_schema {
    attribute_name = "status"
    attribute_type = "N"
    key_type       = "HASH"
  }
  projection {
    projection_type = "KEYS_ONLY"
  }
}
"""
    found = imported(table("", more))

    index = found.design.tables["things"].indexes["by-status"]
    assert (index.key.partition_key, index.projection.kind) == (("status",), "KEYS_ONLY")
    assert found.design.tables["things"].attribute_types == {"id": "S", "status": "N"}
    assert found.losses == ()


def test_a_dynamic_block_goes_through_a_set_by_its_values():
    text = table(
        '  dynamic "replica" {\n    for_each = toset(["us-east-1", "eu-west-1"])\n'
        "    content {\n      region_name = replica.key\n    }\n  }\n"
        '  stream_enabled = true\n  stream_view_type = "NEW_AND_OLD_IMAGES"\n'
    )

    assert imported(text).design.tables["things"].replicas == ("eu-west-1", "us-east-1")
