"""A team's own tactics reach every process that understands: one document gives the same advisory whichever way it comes.

Crawl, the children of the daily round and of `sources try`, added files, replay and annotate, each as its own process.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from canhbao.config import Config, load_config
from canhbao.registry.trial import try_source
from canhbao.run.crawl import CrawlOptions
from canhbao.run.daily import Limits, run_round
from canhbao.workspace import engine_of
from crawler.extract.annotation import annotation_of
from crawler.model import Advisory
from index.finding.search import search
from index.requests import Filters, SearchRequest

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
TITLE = "Cảnh báo thủ đoạn lừa lắp trạm sạc xe điện tại nhà"
TEXT = "Nhiều hộ dân ở tỉnh Nghệ An được mời lắp trạm sạc xe điện, đưa tiền cọc rồi không thấy ai đến. "
CRAWL = """
import os, sys
from pathlib import Path
from canhbao.config import load_config
from canhbao.run.crawl import CrawlOptions, crawl
from crawler.loader import load_sources
folder = Path("sources")
sources, _ = load_sources([folder])
options = CrawlOptions(loopback_ports=(int(sys.argv[1]),), revisit_floor=0.0)
report = crawl(load_config(Path.cwd(), os.environ), sources, [folder], options)
assert not report.issues, report.issues
"""


@pytest.fixture(scope="module")
def site(build_net: Callable[..., Any]) -> Any:
    """One site of one warning about the new scam."""
    (site,) = build_net(1, 1, ("none",))
    (path,) = site.articles
    site.articles = {path: (TITLE, TEXT)}
    return site


@pytest.fixture
def team(site: Any, build_net: Any, tmp_path: Path) -> Path:
    """A folder as a team keeps it: canhbao.toml, tactics of its own, the source."""
    (tmp_path / "thu-doan.yml").write_text(OWN, encoding="utf-8")
    configure(tmp_path, tactics="thu-doan.yml")
    build_net.write_sources(tmp_path / "sources", [site])
    return tmp_path


def configure(team: Path, **values: str) -> Config:
    lines = [f'sources = ["{team / "sources"}"]', *(f'{name} = "{team / value}"' for name, value in values.items())]
    (team / "canhbao.toml").write_text("\n".join(lines), encoding="utf-8")
    return load_config(team, {"CANHBAO_DATA": str(team / "data")})


def crawl(team: Path, port: int) -> None:
    """A crawl in a process of its own, configured by the folder it runs in."""
    done = subprocess.run(
        [sys.executable, "-c", CRAWL, str(port)],
        cwd=team,
        env={**os.environ, "CANHBAO_DATA": str(team / "data")},
        check=False,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr


def indexed(config: Config) -> Advisory:
    """The one advisory of the index."""
    with engine_of(config, readonly=True) as engine:
        (hit,) = search(engine, SearchRequest(filters=Filters(advisories_only=False))).hits
        record = engine.get(hit.advisory_id)
    assert record is not None
    return record.whole_advisory()


def meaning(advisory: Advisory) -> dict[str, Any]:
    """What was understood, without the ids of the page that brought it."""
    return {**annotation_of(advisory, ""), "extractor": advisory.extractor}


def codes(advisory: Advisory) -> list[str]:
    return [label.code for label in advisory.tactics]


def test_one_document_gives_one_advisory_by_crawl_daily_add_replay_and_annotate(
    team: Path, site: Any, build_net: Any, canhbao: Any
) -> None:
    (port,) = build_net.ports([site])
    config = configure(team, tactics="thu-doan.yml")
    crawl(team, port)
    crawled = indexed(config)
    assert "ev_charger_deposit" in codes(crawled)
    due = meaning(crawled)

    apart = config.model_copy(update={"data": team / "daily"})
    limits = Limits(seconds=120.0, options=CrawlOptions(loopback_ports=(port,)))
    assert run_round(apart, [site.source()], [team / "sources"], limits).issues == ()
    assert meaning(indexed(apart)) == due, "daily"

    saved = team / "trang.html"
    saved.write_bytes(site.article_page(next(iter(site.articles))).encode())
    apart = config.model_copy(update={"data": team / "added"})
    done = canhbao("add", str(saved), "--source", site.slug, data=apart.data)
    assert done.returncode == 0, done.stderr
    assert meaning(indexed(apart)) == due, "add"

    document = crawled.document
    line = {"id": "", "title": document.title, "text": document.text, "published": "2024-03-06T14:20:00+07:00"}
    done = canhbao("annotate", data=config.data, stdin=json.dumps(line).encode())
    assert done.returncode == 0, done.stderr
    assert {**json.loads(done.stdout), "extractor": due["extractor"]} == due, "annotate"


def test_what_was_crawled_before_the_team_named_the_tactic_has_it_after_a_replay_or_a_rebuild(
    team: Path, site: Any, build_net: Any, canhbao: Any
) -> None:
    config = configure(team)
    crawl(team, *build_net.ports([site]))
    before = indexed(config)
    assert "ev_charger_deposit" not in codes(before)
    copied = config.model_copy(update={"data": team / "copied"})
    shutil.copytree(config.data, copied.data)
    configure(team, tactics="thu-doan.yml")
    for command, data in ((("replay",), config), (("index", "rebuild"), copied)):
        done = canhbao(*command, data=data.data)
        assert done.returncode == 0, done.stderr
        after = indexed(data)
        assert "ev_charger_deposit" in codes(after), command
        assert after.document == before.document


def test_a_trial_of_a_source_shows_the_teams_own_tactic(team: Path, site: Any, build_net: Any) -> None:
    config = configure(team, tactics="thu-doan.yml")
    (article,) = try_source(config, site.source(), 1, build_net.ports([site])).articles
    assert article.advisory is not None
    assert "ev_charger_deposit" in codes(article.advisory)
    (article,) = try_source(configure(team), site.source(), 1, build_net.ports([site])).articles
    assert article.advisory is not None
    assert "ev_charger_deposit" not in codes(article.advisory)


def test_a_page_that_is_gone_keeps_the_teams_own_tactic(
    team: Path, site: Any, build_net: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure(team, tactics="thu-doan.yml")
    crawl(team, *build_net.ports([site]))
    answer = site.answer
    monkeypatch.setattr(site, "answer", lambda path: (410, {}, b"") if path in site.articles else answer(path))
    crawl(team, *build_net.ports([site]))
    gone = indexed(config)
    assert gone.flags[-1] == "gone"
    assert "ev_charger_deposit" in codes(gone)
