from pathlib import Path

from pytest_dynamo.design.files import designs_in

DESIGN = "version: 1\nname: a\ntables:\n  aaa: {partition_key: id}\n"


def test_designs_are_found_in_a_folder_and_below_it_but_not_in_hidden_ones(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("below/deep", ".venv/lib"):
        Path(folder).mkdir(parents=True)
        (Path(folder) / "a.yaml").write_text(DESIGN, encoding="utf-8")
    Path("b.yml").write_text(DESIGN, encoding="utf-8")
    Path("compose.yaml").write_text("services: {}\n", encoding="utf-8")
    assert designs_in(Path()) == (Path("b.yml"), Path("below/deep/a.yaml"))
