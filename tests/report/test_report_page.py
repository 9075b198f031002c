"""A page is one file that loads nothing, runs nothing, and takes names for what they are."""

import base64
import hashlib
import html
import json
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser

import matplotlib
import pytest

from pytest_dynamo.errors import MissingExtraError
from pytest_dynamo.measure.run import Run, read_run, run_to_json
from pytest_dynamo.report.forms.summary import summary_lines
from pytest_dynamo.report.pages.run import render_report

Pages = Callable[[str], str]
Runs = Callable[[str], Run]

LARGEST_PAGE_BYTES = 1_500_000


class Tags(HTMLParser):
    """The tags of a page and their attributes, and the ids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


def headline(page: str) -> str:
    found = re.search(r'<span class="headline">(.*?)</span>', page)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[1]).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("healthy", "Holds 19.8 requests a second, 56 % usable"),
        ("observed", "Holds 19.8 requests a second, 56 % usable"),
        ("hot", "Throttled 21 % of requests"),
        ("modelled", "Throttled 21 % of requests"),
        ("compressed", "Holds 19.8 requests a second, 56 % usable"),
        ("split", "Holds 19.8 requests a second, 32 % usable"),
        ("unprocessed", "Throttled 35 items of batches"),
        ("over_limit", "One partition is at 208 % of its limit"),
        ("provisioned", "Holds 19.8 requests a second, 100 % usable"),
        ("over_declared", "Consumed more than its declared limit"),
        ("throttled_in_warm_up", "Throttled 63 % of requests"),
        ("empty", "No request was made"),
        ("one_bin", "The measured time was too short to judge by"),
        ("warm_up_only", "No request fell into the measured time"),
        ("failed", "Failed 2 % of requests"),
        ("dropped", "Sent 19.8 of 22.6 requests a second"),
        ("raised", "Tasks raised exceptions"),
        ("raised_and_failed", "Failed 2 % of requests"),
        ("interrupted", "Held 18.3 requests a second until interrupted"),
    ],
)
def test_the_verdict_says_what_happened(shape: str, expected: str, page_of_shape: Pages) -> None:
    assert headline(page_of_shape(shape)) == expected


def test_a_page_says_that_throttling_is_not_modelled_wherever_it_speaks_of_throttles(
    page_of_shape: Pages,
) -> None:
    sections = page_of_shape("healthy").split("<section ")[1:]
    speaking = [section for section in sections if "hrottl" in section]
    assert len(speaking) >= 3
    assert [section for section in speaking if "ot modelled" not in section] == []


def words(page: str) -> str:
    """The text of a page, with single spaces."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


def test_the_verdict_names_the_reason_the_table_and_the_key(page_of_shape: Pages) -> None:
    assert re.search(
        r"Most often TableReadKeyRangeThroughputExceeded by shop-table: \d+ times, "
        r"[56]\d % of them for USER#42\.",
        words(page_of_shape("modelled")),
    )


def test_a_page_speaks_of_the_model_where_there_is_one(page_of_shape: Pages) -> None:
    page = words(page_of_shape("modelled"))
    assert "ot modelled" not in page
    assert "its time is an estimate" in page
    assert "Splits; their times are estimates" in page
    assert "heat: it was near its limit for minutes" in page
    assert "the items of one key" in page
    assert "No partition was split in the time of the run" in words(page_of_shape("unprocessed"))


def test_a_partition_that_was_split_is_not_said_to_be_over_its_limit(page_of_shape: Pages) -> None:
    page = words(page_of_shape("split"))
    assert "took 208 % of its write limit and was split." in page
    assert "The hottest partition took 208 % of the writes one serves, and was split" in page
    assert "of its write limit, until it was split, in" in page
    assert '<li class="bad"><a href="#heat">' not in page_of_shape("split")
    assert "The hottest partition is at 208 % of its write limit" in words(
        page_of_shape("over_limit")
    )


def test_a_page_has_the_keys_of_throttled_requests_by_reason(page_of_shape: Pages) -> None:
    page = words(page_of_shape("modelled")).partition("Partition keys of throttled requests")[2]
    assert "USER#42TableReadKeyRangeThroughputExceededshop-table" in page.replace(" ", "")


def test_a_page_shows_the_forecast_beside_the_measured(page_of_shape: Pages) -> None:
    page = words(page_of_shape("modelled"))
    assert re.search(r"The model was off by up to [\d,]+ %", page)
    assert "forecast: TableReadKeyRangeThroughputExceeded of shop-table, for USER#" in page
    assert "measured: TableWriteKeyRangeThroughputExceeded by shop-table, for USER#42" in page
    assert "Written by hand, and in no figure here: BatchWriteItem, create_order" in page
    assert "No forecast was made of this run" in words(page_of_shape("healthy"))


def test_a_page_says_which_settings_of_the_model_were_changed(page_of_shape: Pages) -> None:
    page = words(page_of_shape("compressed"))
    assert "modelled, time compressed 60 times, with partition_write_units=500" in page
    assert "User=zipf:1.1" in page


def test_a_run_file_of_an_older_version_is_shown(run_of_shape: Runs) -> None:
    """It has none of the members that tell of the model, of keys and of the forecast."""
    data = json.loads(run_to_json(run_of_shape("hot")))
    for member in ("throttle_reasons", "throttling", "comparison"):
        del data[member]
    del data["totals"]["throttled_items"], data["how"]["keys"]
    for pattern in data["patterns"]:
        del pattern["throttled_items"]
    for table in data["tables"]:
        for direction in ("read", "write"):
            del table[direction]["partition_limit_units_per_second"]

    page = words(render_report(read_run(json.dumps(data), "run.json")))

    assert "Throttled 21 % of requests" in page
    assert "No forecast was made of this run" in page


@pytest.mark.parametrize("shape", ["raised", "raised_and_failed"])
def test_a_page_says_which_exception_was_most_frequent(shape: str, run_of_shape: Runs) -> None:
    lines = " ".join(summary_lines(run_of_shape(shape)))
    assert lines.count("Tasks raised exceptions. Most often KeyError: 'name': 12 times.") == 1


def test_a_page_says_that_the_run_was_interrupted(page_of_shape: Pages) -> None:
    assert "The run was interrupted after" in page_of_shape("interrupted")
    assert "interrupted" not in page_of_shape("healthy")


def test_the_page_says_whether_figures_are_modelled_or_observed(
    shape: str, run_of_shape: Runs, page_of_shape: Pages
) -> None:
    run = run_of_shape(shape)
    expected = f"capacity {run.backend.capacity}, throttling {run.how.throttling}"
    assert expected in page_of_shape(shape)


def test_the_policy_allows_the_style_sheet_by_its_hash_and_nothing_else(
    shape: str, page_of_shape: Pages
) -> None:
    page = page_of_shape(shape)
    css = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    ) in page.replace("&#39;", "'")


def test_a_page_has_no_script_no_style_of_its_own_and_no_address(
    shape: str, page_of_shape: Pages
) -> None:
    tags = Tags(page_of_shape(shape))
    assert not tags.names & {"script", "link", "iframe", "object", "img", "use", "foreignobject"}
    names = {name for name, _ in tags.attributes}
    assert [name for name in names if name == "style" or name.startswith("on")] == []
    linked = {value or "" for name, value in tags.attributes if name in ("href", "src")}
    assert [link for link in linked if not link.startswith(("#", "data:image/png;base64,"))] == []


def test_ids_occur_once(shape: str, page_of_shape: Pages) -> None:
    ids = [value for name, value in Tags(page_of_shape(shape)).attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_each_reference_on_the_page_leads_to_an_id(shape: str, page_of_shape: Pages) -> None:
    attributes = Tags(page_of_shape(shape)).attributes
    ids = {value for name, value in attributes if name == "id"}
    wanted = {
        value[1:] for name, value in attributes if name == "href" and value and value[0] == "#"
    }
    wanted |= {
        each
        for name, value in attributes
        if name == "aria-labelledby"
        for each in (value or "").split()
    }
    assert wanted - ids == set()


def test_names_are_shown_as_they_are_and_not_obeyed(page_of_shape: Pages) -> None:
    page = page_of_shape("nasty")
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }} $x^2$ ${y} %s" in page
    assert "\\u202eUSER#evil" in page
    assert "nul\\x00bell\\x07line\\nend" in page
    assert "מפתח#ברזל" in page
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", page)


HOSTILE = "</style></title><script>alert(1)</script>\x00\u202e`\"'><img src=x onerror=alert(1)>"


def hostile(value: object) -> object:
    """The same value with every text of it made hostile, but for those that only this program writes."""
    if isinstance(value, dict):
        return {
            name: content if name in OWN_WORDS else hostile(content)
            for name, content in value.items()
        }
    if isinstance(value, list):
        return [hostile(each) for each in value]
    return f"{value}{HOSTILE}" if isinstance(value, str) else value


OWN_WORDS = {
    "started", "kind", "capacity", "direction", "scope", "severity", "trouble", "metric", "cause", "not_weighed",
    "limited_by", "gate", "version", "source", "shape", "billing", "table_class",
}  # fmt: skip


def test_text_from_anywhere_is_shown_and_not_obeyed(
    run_of_shape: Runs, page_of_shape: Pages
) -> None:
    data = hostile(json.loads(run_to_json(run_of_shape("complete"))))
    page = render_report(read_run(json.dumps(data), "run.json"))

    assert Tags(page).names == Tags(page_of_shape("complete")).names
    assert page.count("</style>") == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", page)
    assert [name for name, _ in Tags(page).attributes if name.startswith("on")] == []


def test_long_names_are_shortened_in_the_middle(page_of_shape: Pages) -> None:
    assert "USER#" + "a" * 43 + "…" + "a" * 23 in page_of_shape("nasty")
    without_command = page_of_shape("nasty").partition("<pre")[0]
    assert "a" * 44 not in without_command


def test_a_page_is_no_larger_than_it_has_to_be(shape: str, page_of_shape: Pages) -> None:
    assert len(page_of_shape(shape).encode()) < LARGEST_PAGE_BYTES


def test_colours_of_charts_are_variables_of_the_page(page_of_shape: Pages) -> None:
    page = page_of_shape("hot")
    classes = re.findall(r"^\.s\d+\{(.*)\}$", page, flags=re.MULTILINE)
    assert classes
    assert [style for style in classes if "#" in style] == []


@pytest.mark.parametrize("package", ["matplotlib", "jinja2"])
def test_a_missing_package_is_named_with_the_extra_that_brings_it(
    package: str, monkeypatch: pytest.MonkeyPatch, run_of_shape: Runs
) -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == package]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"needs the package {package}.*\n.*\[report\]"):
        render_report(run_of_shape("healthy"))


def test_heat_of_a_low_load_is_coloured_on_a_scale_of_its_own(page_of_shape: Pages) -> None:
    page = page_of_shape("healthy")
    assert "The load of writes and reads is low" in page
    assert re.search(r'<text[^>]*class="muted end">2\xa0%</text>', page)


def test_heat_over_the_limit_has_a_colour_of_its_own(page_of_shape: Pages) -> None:
    assert ">over its limit</text>" in page_of_shape("over_limit")
    assert ">over its limit</text>" not in page_of_shape("healthy")


def test_a_declared_limit_is_drawn(page_of_shape: Pages) -> None:
    assert 'limit\xa0<tspan data-value="40" ' in page_of_shape("provisioned")


def test_the_settings_of_matplotlib_change_nothing(
    run_of_shape: Runs, page_of_shape: Pages
) -> None:
    with matplotlib.rc_context(
        {"savefig.bbox": "tight", "lines.linewidth": 9, "image.cmap": "hot"}
    ):
        assert render_report(run_of_shape("hot")) == page_of_shape("hot")
        assert matplotlib.rcParams["lines.linewidth"] == 9


def test_matplotlib_and_jinja2_are_not_imported_before_a_page_is_made() -> None:
    code = (
        "import sys, pytest_dynamo.report.folders.run, pytest_dynamo.report.forms.summary\n"
        "assert not {'matplotlib', 'jinja2', 'numpy'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
