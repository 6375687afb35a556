"""Seventy sites crawled again and again: everything is found once, then only what changed is fetched."""

from pathlib import Path
from typing import Any

import pytest

from canhbao.config import Config
from canhbao.run.child import run_in_child
from canhbao.run.crawl import CrawlOptions, CrawlReport
from canhbao.run.crawl import crawl as run_crawl
from crawler.archive import Ledger
from crawler.archive.verify import verify
from crawler.health import HealthState, health_of
from index.engines import open_engine
from index.finding.search import search
from index.language.conditions import Everything
from index.requests import Filters, SearchRequest

HEALTHY = 70
DEAD = {
    "robots_500": HealthState.UNREACHABLE,
    "robots_deny": HealthState.ROBOTS,
    "forbidden_403": HealthState.BLOCKED,
    "captcha": HealthState.BLOCKED,
    "redesigned": HealthState.BROKEN,
    "refused": HealthState.UNREACHABLE,
}


class Net:
    """The sites, their sources, and crawls of them all in a child process."""

    def __init__(self, build: Any, folder: Path) -> None:
        self.sites = build(HEALTHY, 6)
        self.dead = []
        for number, fault in enumerate(DEAD):
            (site,) = build(1, 6, (fault,))
            self.dead.append(site)
            site.slug = f"dead-{number}-{fault.replace('_', '-')}"
        self.folder = folder
        self.config = Config(data=folder / "data")
        self.everything = [*self.sites, *self.dead]
        self.sources = build.write_sources(folder / "sources", self.everything)
        self.ports = build.ports(self.everything)
        self.reports: list[CrawlReport] = []

    def crawl(self, floor: float) -> CrawlReport:
        for site in self.everything:
            site.answers.clear()
        options = CrawlOptions(loopback_ports=self.ports, revisit_floor=floor)
        report = run_in_child(run_crawl, 600.0, 0, self.config, self.sources, [self.folder / "sources"], options)
        self.reports.append(report)
        return report

    def titles(self) -> list[str]:
        engine = open_engine("embedded", self.config.data, readonly=True)
        try:
            found, wanted = [], Filters(advisories_only=False)
            while len(found) < engine.count(Everything()):
                found += search(engine, SearchRequest(limit=100, offset=len(found), filters=wanted)).hits
            return [hit.record.title for hit in found]
        finally:
            engine.close()


@pytest.fixture(scope="module")
def net(build_net: Any, tmp_path_factory: pytest.TempPathFactory) -> Net:
    made = Net(build_net, tmp_path_factory.mktemp("net"))
    made.crawl(6 * 3600.0)
    return made


def test_the_net_has_sixty_sites_in_all_platforms_each_on_its_own_address(net: Net) -> None:
    assert len({site.base.split(":")[1] for site in net.sites}) >= 60
    assert len({site.platform for site in net.sites}) == 14
    assert {site.fault for site in net.sites} >= {"none", "etag", "slow", "busy", "no_robots"}


def test_the_first_run_finds_every_planted_warning_once(net: Net) -> None:
    planted = sorted(title for site in net.sites for title in site.warnings())
    assert len(planted) == HEALTHY * 4
    assert sorted(net.titles()) == planted


def test_the_first_run_balances_to_the_page(net: Net) -> None:
    balance = net.reports[0].balance
    assert balance.is_even
    assert balance.seen >= HEALTHY * 6
    assert balance.advisories == HEALTHY * 4
    assert balance.not_relevant == HEALTHY * 2


def test_no_site_ever_met_two_requests_at_once(net: Net) -> None:
    assert {site.most for site in net.sites} == {1}


def test_each_article_was_asked_for_once(net: Net) -> None:
    for site in net.sites:
        assert set(site.asked().values()) == {1}, site.slug
        assert len(site.asked()) == 6, site.slug


def test_dead_sites_are_told_apart_and_never_silent(net: Net) -> None:
    from datetime import UTC, datetime

    ledger = Ledger(net.config.data)
    try:
        states = {
            site.fault: health_of(site.slug, ledger.runs(site.slug), datetime.now(UTC)).state for site in net.dead
        }
    finally:
        ledger.close()
    assert states == DEAD


def test_a_site_that_keeps_us_out_is_not_also_called_changed(net: Net) -> None:
    kinds = {
        site.fault: {issue.kind for issue in net.reports[0].issues if issue.source == site.slug} for site in net.dead
    }
    assert kinds["refused"] == {"unreachable"}
    assert kinds["robots_deny"] == {"robots"}
    assert kinds["forbidden_403"] == {"blocked"}


def test_sites_that_forbid_or_hide_their_rules_are_not_fetched(net: Net) -> None:
    for site in net.dead:
        if site.fault in ("robots_500", "robots_deny"):
            assert {path for path, _ in site.answers} == {"/robots.txt"}


def test_a_second_run_fetches_new_articles_and_no_old_one(net: Net) -> None:
    for site in net.sites[::5]:
        site.plant(1)
    report = net.crawl(6 * 3600.0)
    planted = [site for site in net.sites if len(site.articles) == 7]
    assert len(planted) == HEALTHY // 5
    for site in net.sites:
        assert site.asked().total() == len(site.articles) - 6, site.slug
    assert report.balance.advisories == len(planted)
    assert sorted(net.titles()) == sorted(title for site in net.sites for title in site.warnings())


def test_edits_become_revisions_and_removed_pages_gone_and_only_they_are_sent_again(net: Net) -> None:
    edited, removed = net.sites[14:20], net.sites[20:26]  # the sites with ETag are among them
    before = {site.slug: len(site.articles) for site in net.sites}
    for site in edited:
        path = next(path for path, (_, text) in site.articles.items() if text)
        title, text = site.articles[path]
        site.articles[path] = (title, f"Cập nhật: thêm một nạn nhân trình báo. {text}")
    for site in removed:
        del site.articles[next(path for path, (_, text) in site.articles.items() if text)]
    report = net.crawl(0.0)
    assert report.balance.is_even
    assert report.balance.gone == len(removed)
    assert report.balance.advisories == len(edited)
    for site in net.sites:
        if site.fault == "etag":
            sent = site.asked(200).total()
            assert sent == (1 if site in edited else 0), site.slug
            assert site.asked(304).total() >= before[site.slug] * 2 // 3 - 2
    engine = open_engine("embedded", net.config.data, readonly=True)
    try:
        wanted = SearchRequest(query='"thêm một nạn nhân"', limit=50)
        assert search(engine, wanted).total == len(edited)
        everything = SearchRequest(
            limit=100, filters=Filters(advisories_only=False, source=tuple(site.slug for site in removed))
        )
        flagged = [hit for hit in search(engine, everything).hits if "gone" in hit.record.flags]
        assert len(flagged) == len(removed)
    finally:
        engine.close()


def test_after_all_runs_the_archive_is_whole(net: Net) -> None:
    assert verify(net.config.data).is_sound
