"""`sources try`, `new`, `check` and `health`, and the daily round, on real sites of the net."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from canhbao.config import Config
from canhbao.confirmations import Confirmation, confirmed, load_confirmations, save_confirmation
from canhbao.registry.drafting import guess, refine, write_draft
from canhbao.registry.samples import check_sample
from canhbao.registry.trial import try_source
from canhbao.run.child import ChildFailed, run_in_child
from canhbao.run.crawl import AlreadyRunning, CrawlOptions
from canhbao.run.daily import Limits, groups_by_host, is_missed, last_started, parse_time, run_round
from crawler.archive.store import run_lock
from crawler.model import ConfigurationError
from crawler.source_files import load_source

TITLE = "Cảnh báo thủ đoạn giả danh nhân viên điện lực"


@pytest.fixture(scope="module")
def sites(build_net: Any) -> Any:
    return build_net(14, 4, ("none",))


def site_of(sites: Any, platform: str) -> Any:
    return next(site for site in sites if site.platform == platform)


def test_a_trial_shows_what_would_be_extracted_and_keeps_nothing(sites: Any, build_net: Any, tmp_path: Path) -> None:
    site = site_of(sites, "epi")
    trial = try_source(Config(data=tmp_path), site.source(), 2, build_net.ports([site]))
    assert len(trial.articles) == 2
    assert trial.detected == "epi"
    first = trial.articles[0]
    assert first.document is not None
    assert first.document.title.startswith(TITLE)
    assert first.advisory is not None
    assert first.advisory.is_advisory
    assert list(tmp_path.iterdir()) == []


DETECTABLE = [
    "nukeviet",
    "liferay",
    "vnpt",
    "wordpress",
    "drupal",
    "joomla",
    "dnn",
    "sharepoint",
    "epi",
    "vccorp",
    "onecdn",
    "yyyymm",
]


@pytest.mark.parametrize("platform", DETECTABLE)
def test_the_platform_of_a_new_site_is_detected(sites: Any, platform: str) -> None:
    from canhbao.registry.trial import detect_platform
    from crawler.model import Page, payload_digest

    site = site_of(sites, platform)
    bodies = [site.list_page().encode(), site.article_page(next(iter(site.articles))).encode()]
    pages = [
        Page(
            "a" * 16,
            payload_digest(body),
            site.base,
            site.base,
            "x",
            200,
            "text/html; charset=utf-8",
            (),
            body,
            datetime.now(UTC),
        )
        for body in bodies
    ]
    assert detect_platform(pages) == platform


def test_a_new_source_from_its_address_fails_until_a_person_has_read_the_page(
    sites: Any, build_net: Any, tmp_path: Path
) -> None:
    site = site_of(sites, "nukeviet")
    ports = build_net.ports([site])
    draft = guess(site.base + site.told["list"])
    looked = try_source(Config(data=tmp_path), draft, 1, ports)
    source = refine(draft, looked)
    assert source.platform == "nukeviet"
    trial = try_source(Config(data=tmp_path), source, 1, ports)
    written = write_draft(source, trial.articles[0].page, tmp_path / "sources")
    path = written.files[0]
    assert load_source(path) == source
    (issue,) = check_sample(source, path)
    assert "Not filled in yet: title, published, first_words, last_words" in issue.message
    answers = json.loads(written.files[2].read_text(encoding="utf-8"))
    document = trial.articles[0].document
    assert document is not None
    answers["answers"] = {
        "title": document.title,
        "published": "2024-03-06",
        "first_words": "Công an tỉnh vừa ra khuyến cáo",
        "last_words": "rút hết tiền trong tài khoản.",
    }
    written.files[2].write_text(json.dumps(answers), encoding="utf-8")
    assert check_sample(source, path) == []
    answers["answers"]["published"] = "2024-06-03"
    written.files[2].write_text(json.dumps(answers), encoding="utf-8")
    (issue,) = check_sample(source, path)
    assert "published: 2024-03-06 ≠ 2024-06-03" in issue.message
    with pytest.raises(ConfigurationError, match="is there already"):
        write_draft(source, trial.articles[0].page, tmp_path / "sources")


@pytest.mark.parametrize(
    ("host", "province", "body"),
    [
        ("congan.nghean.gov.vn", "Nghệ An", "police"),
        ("baohatinh.vn", "Hà Tĩnh", "newspaper"),
        ("langson.gov.vn", "Lạng Sơn", "portal"),
        ("vnexpress.net", "", "newspaper"),
    ],
)
def test_a_host_tells_province_and_body(host: str, province: str, body: str) -> None:
    source = guess(f"https://{host}/")
    assert (source.province, str(source.body)) == (province, body)


def test_what_is_no_web_address_is_refused() -> None:
    for address in ("nghean.gov.vn", "ftp://x.vn/", "https://"):
        with pytest.raises(ConfigurationError, match="is no web address"):
            guess(address)


def test_an_inferred_source_is_off_until_a_probe_has_seen_it(sites: Any, tmp_path: Path) -> None:
    source = sites[0].source().model_copy(update={"confirmed": "inferred"})
    assert [item.enabled for item in confirmed([source], {})] == [False]
    save_confirmation(tmp_path, source.slug, Confirmation("2026-11-24T00:00:00+00:00", "ok", 1, "aid"))
    (item,) = confirmed([source], load_confirmations(tmp_path))
    assert (item.enabled, item.confirmed) == (True, "live")
    save_confirmation(tmp_path, source.slug, Confirmation("2026-11-25T00:00:00+00:00", "unreachable", 0, ""))
    assert [item.enabled for item in confirmed([source], load_confirmations(tmp_path))] == [False]


def test_damaged_confirmations_are_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "confirmations.json").write_text("[1", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="remove it and run"):
        load_confirmations(tmp_path)


# -- the commands ------------------------------------------------------------------------------------------------------


def test_health_from_the_command_line(canhbao: Any, demo: tuple[Path, Any], tmp_path: Path) -> None:
    data, _ = demo
    done = canhbao("sources", "health", "--json", data=data)
    assert done.returncode == 0, done.stderr
    states = {row["source"]: row["state"] for row in json.loads(done.stdout)}
    assert {state for slug, state in states.items() if slug.startswith("mau-")} == {"ok"}
    assert states["nghean-portal"] == "never"


def test_an_unknown_source_and_an_unread_address_are_told(canhbao: Any, tmp_path: Path) -> None:
    done = canhbao("sources", "try", "atlantis", data=tmp_path / "data")
    assert done.returncode == 2
    assert "There is no source 'atlantis'" in done.stderr
    done = canhbao("sources", "new", "http://127.0.0.1:9/", data=tmp_path / "data")
    assert done.returncode == 3
    assert "Nothing could be read" in done.stderr


def test_an_unfilled_sample_fails_the_check(canhbao: Any, sites: Any, tmp_path: Path) -> None:
    source = sites[0].source()
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / f"{source.slug}.yml").write_text(
        yaml.safe_dump(source.model_dump(mode="json"), allow_unicode=True), encoding="utf-8"
    )
    (folder / f"{source.slug}.answers.json").write_text(
        json.dumps(
            {
                "url": source.homepage,
                "content_type": "text/html",
                "answers": {"title": "", "published": "", "first_words": "", "last_words": ""},
            }
        ),
        encoding="utf-8",
    )
    (folder / f"{source.slug}.sample.html").write_text("<html></html>", encoding="utf-8")
    (tmp_path / "canhbao.toml").write_text('sources = ["own"]\n', encoding="utf-8")
    done = canhbao("sources", "check", data=tmp_path / "data")
    assert done.returncode == 3
    assert "Not filled in yet" in done.stderr


# -- the daily round ---------------------------------------------------------------------------------------------------


def test_a_round_crawls_every_source_and_outlives_one_that_hangs(build_net: Any, tmp_path: Path) -> None:
    sites = build_net(3, 4, ("none",))
    hanging = sites[2]
    hanging.latency = 200.0
    sources = build_net.write_sources(tmp_path / "sources", sites)
    limits = Limits(seconds=50.0, children=3, options=CrawlOptions(loopback_ports=build_net.ports(sites)))
    config = Config(data=tmp_path / "data")
    told: dict[str, str] = {}
    begun = time.monotonic()
    ended = run_round(config, sources, [tmp_path / "sources"], limits, told.__setitem__)
    assert time.monotonic() - begun < 120
    assert told == {sites[0].slug: "ok", sites[1].slug: "ok", hanging.slug: "deadline"}
    assert ended.balance.advisories == ended.fed.indexed == len(sites[0].warnings() | sites[1].warnings())
    assert [issue.kind for issue in ended.issues] == ["deadline"]
    assert last_started(config.data) == ended.started


def test_two_rounds_never_run_on_one_data_folder(tmp_path: Path) -> None:
    import os

    held = run_lock(tmp_path, "crawl")
    assert held is not None
    with pytest.raises(AlreadyRunning):
        run_round(Config(data=tmp_path), [], [], Limits())
    os.close(held)


def test_sources_of_one_host_go_one_after_the_other(sites: Any) -> None:
    first, second, third = (site.source() for site in sites[:3])
    twin = first.model_copy(update={"slug": "twin"})
    bridge = second.model_copy(update={"slug": "bridge", "hosts": (third.homepage.split("/")[2],)})
    groups = groups_by_host([first, second, twin, third, bridge])
    assert sorted(sorted(item.slug for item in group) for group in groups) == sorted(
        [sorted([first.slug, "twin"]), sorted([second.slug, third.slug, "bridge"])]
    )


def test_a_missed_run_is_made_up_for() -> None:
    now = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)  # 06:00 on the 25th in Vietnam
    assert is_missed("05:30", None, now)
    assert is_missed("05:30", now - timedelta(hours=2), now)
    assert not is_missed("05:30", now - timedelta(minutes=20), now)
    assert not is_missed("06:30", now - timedelta(hours=20), now)


@pytest.mark.parametrize("text", ["25:00", "5h30", "", "05:30:00"])
def test_a_wrong_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="HH:MM"):
        parse_time(text)


def _grow() -> int:
    return len(bytearray(2 << 30))


def _fail() -> None:
    raise ValueError("a bug")


def _die() -> None:
    import os

    os._exit(7)


@pytest.mark.parametrize(
    ("function", "kind", "message"),
    [(_grow, "crashed", "MemoryError"), (_fail, "crashed", "ValueError: a bug"), (_die, "crashed", "code 7")],
)
def test_a_child_that_fails_says_why_and_takes_nobody_along(function: Any, kind: str, message: str) -> None:
    with pytest.raises(ChildFailed, match=message) as caught:
        run_in_child(function, 20.0, 1 << 30)
    assert caught.value.kind == kind


def test_a_child_past_its_deadline_is_ended() -> None:
    begun = time.monotonic()
    with pytest.raises(ChildFailed, match="not done within 1 s"):
        run_in_child(time.sleep, 1.0, 0, 60.0)
    assert time.monotonic() - begun < 15
