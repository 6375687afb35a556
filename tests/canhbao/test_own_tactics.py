"""A team's own tactics by name: on every page, in every search, and refused at the start of every command if unsound."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from starlette.testclient import TestClient
from typer.testing import CliRunner

from canhbao.cli import app
from canhbao.config import Config
from canhbao.doctor import examine
from canhbao.run.add import add
from canhbao.vocabulary import vocabulary_of
from canhbao.workspace import engine_of
from dashboards.app import create_app

OWN = """
tactics:
  - id: ev_charger_deposit
    family: commerce
    vi: "Lừa lắp trạm sạc"
    en: "EV charger deposit"
    definition: "A deposit for a charger that never comes."
    cues: {strong: ["lắp .. trạm sạc"]}
    examples:
      positive: ["Chúng mời lắp trạm sạc rồi lừa tiền cọc."]
      negative: ["Thành phố khánh thành mười trạm sạc."]
"""
WARNING = (
    "date 2026-10\nCông an tỉnh Nghệ An cảnh báo thủ đoạn lừa đảo mới.\n\nCác đối tượng mời chào lắp trạm sạc xe điện tại nhà, dụ chủ nhà "
    "đưa tiền cọc rồi cắt liên lạc. Người dân cần cảnh giác.\n"
)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A team's data with one warning of its own tactic."""
    folder = tmp_path_factory.mktemp("team")
    (folder / "thu-doan.yml").write_text(OWN, encoding="utf-8")
    (folder / "bai.txt").write_text(WARNING, encoding="utf-8")
    config = Config(data=folder / "data", tactics=folder / "thu-doan.yml")
    assert add(config, [folder / "bai.txt"]).fed.indexed == 1
    return config


def ask(config: Config, *arguments: str, stdin: str = "") -> Result:
    """The command line with a team's configuration."""
    environment = {"CANHBAO_DATA": str(config.data), "CANHBAO_TACTICS": str(config.tactics or "")}
    return CliRunner().invoke(app, list(arguments), input=stdin, env=environment)


@pytest.mark.parametrize(
    "asked",
    [
        ("tactic:ev_charger_deposit",),
        ('tactic:"lap tram sac"',),
        ("--tactic", "ev_charger_deposit"),
        ("--tactic", "EV charger deposit"),
    ],
)
def test_a_search_knows_the_own_tactic_by_its_id_and_its_names(team: Config, asked: tuple[str, ...]) -> None:
    found = json.loads(ask(team, "search", *asked, "--json").stdout)
    assert [hit["tactics"] for hit in found["hits"]] == [["ev_charger_deposit"]]
    assert {bucket["key"] for bucket in found["facets"]["tactic"]} == {"ev_charger_deposit"}
    refused = ask(team.model_copy(update={"tactics": None}), "search", *asked)
    assert refused.exit_code == 2
    assert "tactic:" in refused.stderr


def test_tables_show_its_name(team: Config) -> None:
    assert "Lừa lắp trạm sạc" in ask(team, "search", "trạm sạc").stdout
    assert "Lừa lắp trạm sạc · EV charger deposit" in ask(team, "tactics").stdout


@pytest.mark.parametrize("command", ["trends", "stories"])
def test_counts_can_be_narrowed_to_it(team: Config, command: str) -> None:
    told = ask(team, command, "--tactic", "ev_charger_deposit", "--json")
    assert told.exit_code == 0, told.stderr
    assert ask(team.model_copy(update={"tactics": None}), command, "--tactic", "ev_charger_deposit").exit_code == 2


def test_a_saved_search_asks_for_it_again(team: Config) -> None:
    assert ask(team, "search", "tactic:ev_charger_deposit", "--save", "sac").exit_code == 0
    (answer,) = json.loads(ask(team, "searches", "--json").stdout)
    assert (answer["name"], answer["total"]) == ("sac", 1)
    shown = ask(team, "searches", "sac")
    assert "Lừa lắp trạm sạc" in shown.stdout, shown.stderr


def test_a_word_of_its_cues_is_offered_as_another_spelling(team: Config) -> None:
    assert json.loads(ask(team, "search", "lawps tram sacj", "--json").stdout).get("did_you_mean") == "lap tram sac"


@pytest.fixture(scope="module")
def pages(team: Config) -> Iterator[TestClient]:
    with engine_of(team, readonly=True) as engine:
        yield TestClient(create_app(engine, vocabulary_of(team)))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "Lừa lắp trạm sạc"),
        ("/search?q=tactic:ev_charger_deposit", "Lừa lắp trạm sạc"),
        ("/search?q=sac&lang=en", "EV charger deposit"),
        ("/tactic/ev_charger_deposit", "Lừa lắp trạm sạc"),
        ("/tactic/ev_charger_deposit?lang=en", "EV charger deposit"),
        ("/trends?by=tactic,kind", "Lừa lắp trạm sạc · "),
        ("/province/nghean", "Lừa lắp trạm sạc"),
    ],
)
def test_pages_show_its_name(pages: TestClient, path: str, name: str) -> None:
    answer = pages.get(path)
    assert answer.status_code == 200, answer.text
    assert name in without_completions(answer.text)


def without_completions(page: str) -> str:
    """A page without what its search box may complete: that names every tactic."""
    rest, count = re.subn(r"<datalist.*?</datalist>", "", page, flags=re.DOTALL)
    assert count == 1
    return rest


@pytest.mark.parametrize("path", ["/about", "/missing", "/search?q=%22"])
def test_the_box_of_every_page_completes_it(pages: TestClient, path: str) -> None:
    assert "tactic:ev_charger_deposit" in pages.get(path).text


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/api/complete?q=tram+sac", "tactic:ev_charger_deposit"),
        ("/api/search?q=tactic:ev_charger_deposit", "Nghệ An"),
        ("/api/search.csv?q=tactic:ev_charger_deposit", "ev_charger_deposit"),
        ("/api/search.atom?q=tactic:ev_charger_deposit", "thủ đoạn lừa đảo mới"),
    ],
)
def test_twins_can_be_asked_for_it(pages: TestClient, path: str, word: str) -> None:
    answer = pages.get(path)
    assert answer.status_code == 200, answer.text
    assert word in answer.text


def test_the_page_of_one_document_names_it(pages: TestClient) -> None:
    (hit,) = pages.get("/api/search").json()["hits"]
    assert "Lừa lắp trạm sạc" in without_completions(pages.get(f"/advisory/{hit['advisory_id']}").text)


def test_two_applications_of_one_process_keep_their_vocabularies_apart(team: Config, pages: TestClient) -> None:
    with engine_of(team, readonly=True) as engine:
        bundled = TestClient(create_app(engine))
        assert bundled.get("/tactic/ev_charger_deposit").status_code == 404
        assert pages.get("/tactic/ev_charger_deposit").status_code == 200
        assert bundled.get("/search?q=tactic:ev_charger_deposit").status_code == 400


UNSOUND = {
    "names": OWN.replace("family: commerce", "family: none"),
    "rules": OWN.replace("Chúng mời lắp trạm sạc rồi", "Chúng"),
}
UNDERSTANDING = [
    ("crawl", "--limit", "1"),
    ("daily",),  # not at 05:30, when nobody looks
    ("daily", "--once"),
    ("add", "bai.txt"),
    ("replay",),
    ("index", "rebuild"),
    ("annotate",),
    ("evaluate", "gold.jsonl"),
    ("train", "gold.jsonl", "--out", "model.json"),
    ("tactics",),
    ("places", "ở Nghệ An"),
    ("sources", "try", "nghean-portal"),
    ("sources", "check", "nghean-portal", "--live"),
    ("sources", "new", "http://127.0.0.1:9/"),
    ("review",),
    ("review", "label", "x", "power_utility", "--quote", "x"),
]
NAMING = [("search", "x"), ("searches",), ("trends",), ("stories",), ("serve", "--port", "0")]


@pytest.mark.parametrize("command", UNDERSTANDING, ids=" ".join)
@pytest.mark.parametrize("fault", sorted(UNSOUND))
def test_what_understands_refuses_an_unsound_file_before_it_does_anything(
    tmp_path: Path, command: tuple[str, ...], fault: str
) -> None:
    refuses(tmp_path, command, UNSOUND[fault])
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", NAMING, ids=" ".join)
def test_what_shows_names_refuses_a_file_that_breaks_its_schema(tmp_path: Path, command: tuple[str, ...]) -> None:
    refuses(tmp_path, command, UNSOUND["names"])


def refuses(folder: Path, command: tuple[str, ...], content: str) -> None:
    (folder / "thu-doan.yml").write_text(content, encoding="utf-8")
    (folder / "bai.txt").write_text(WARNING, encoding="utf-8")
    (folder / "gold.jsonl").write_text(json.dumps({"id": "1", "text": WARNING}) + "\n", encoding="utf-8")
    config = Config(data=folder / "data", tactics=folder / "thu-doan.yml")
    before = Path.cwd()
    os.chdir(folder)
    try:
        done = ask(config, *command, stdin='{"text": "x"}\n')
    finally:
        os.chdir(before)
    assert done.exit_code == 2, done.output
    assert done.stderr.startswith("canhbao: thu-doan.yml: "), done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", [("sources", "list", "--json"), ("verify", "--json")])
def test_what_neither_understands_nor_names_tactics_does_its_work(
    team: Config, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "thu-doan.yml").write_text("tactics: [", encoding="utf-8")
    done = ask(team.model_copy(update={"tactics": tmp_path / "thu-doan.yml"}), *command)
    assert done.exit_code == 0, done.stderr


def test_the_doctor_says_what_is_wrong_with_the_file_and_what_is_in_a_sound_one(team: Config, tmp_path: Path) -> None:
    def check(config: Config) -> Any:
        return next(check for check in examine(config) if check.name == "tactics")

    assert (check(team).level, check(Config(data=tmp_path)).level) == ("ok", "ok")
    assert "47 tactics, 1 of your own" in check(team).message
    (tmp_path / "thu-doan.yml").write_text(UNSOUND["rules"], encoding="utf-8")
    told = check(Config(data=tmp_path, tactics=tmp_path / "thu-doan.yml"))
    assert told.level == "broken"
    assert "positive example" in told.message
