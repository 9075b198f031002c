"""What was found, as Markdown for a pull request."""

from pytest_dynamo.checks.formats.markdown import escaped, markdown

AWS = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"


def test_errors_and_warnings_are_a_table_and_the_rest_is_folded(checked):
    assert markdown(checked).splitlines() == [
        (
            "### Table designs: 0 errors, 1 warning, 1 note, 1 ignored in 2 designs, "
            "1 more does not load"
        ),
        "",
        "|  | where | rule | finding | fix |",
        "|---|---|---|---|---|",
        "| **does not load** | designs/bad.yaml:2 |  | tabels: no such setting |  |",
        "| **does not load** | designs/bad.yaml:1 |  | tables is missing |  |",
        (
            f"| warning | designs/shop.yaml:9 | [PD403]({AWS}/warm-throughput.html) | "
            "it begins with 4 partitions<br>it is throttled | warm it up |"
        ),
        "",
        "<details><summary>Notes: 1</summary>",
        "",
        "|  | where | rule | finding | fix |",
        "|---|---|---|---|---|",
        (
            f"| note | designs/shop.yaml:4 | [PD404]({AWS}/gsi-throttling.html) | "
            "a small thing<br>it is worth knowing | look at it |"
        ),
        "",
        "</details>",
        "",
        "<details><summary>Ignored: 1</summary>",
        "",
        "| where | rule | subject | reason |",
        "|---|---|---|---|",
        (
            f"| designs/shop.yaml:102 | [PD401]({AWS}/bp-partition-key-sharding.html) | "
            "table shop | a demo |"
        ),
        "",
        "</details>",
        "",
        "Figures are modelled, at the rates that the designs declare.",
    ]


def test_where_nothing_is_found_there_is_a_heading_only(clean):
    assert markdown(clean) == "### Table designs: 0 errors, 0 warnings in 1 design\n"


def test_what_markdown_and_html_would_read_is_escaped():
    text = "a|b `c` *d* _e_ [f](g) ~h~ <i>&amp; \\ j\nk"

    assert escaped(text) == (r"a\|b \`c\` \*d\* \_e\_ \[f\](g) \~h\~ &lt;i&gt;&amp;amp; \\ j k")
