"""kill -9 at any moment: the next run continues, loses nothing and doubles nothing."""

import random

import pytest

from crawler.archive import Ledger, verify

ATTACHED = "<a class=file href='/f.txt'>Văn bản kèm theo</a>"


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_crawls_continue_where_they_were(crawl, site, seed):
    count = 25
    site.articles(count, ATTACHED)
    site.routes["/f.txt"] = (200, {"Content-Type": "text/plain"}, "Công văn đính kèm về phòng ngừa lừa đảo.")
    random.seed(seed)
    killed = 0
    for _ in range(4):
        requests, seconds = random.randint(1, 9), random.uniform(0.0, 0.25)
        killed += crawl.kill_after(requests, seconds, CANHBAO_REVISIT_FLOOR=3600.0)
    assert killed >= 3, "too few crawls were killed: the moments are too late"
    crawl.run(CANHBAO_REVISIT_FLOOR=3600.0)
    lines = crawl.sunk()
    assert {line["title"] for line in lines} == {f"Cảnh báo lừa đảo số {n}" for n in range(count)}
    assert len({line["id"] for line in lines}) == count
    assert all(line["files"] == ["text"] for line in lines)
    ledger = Ledger(crawl.data)
    state = ledger.balance()
    assert (state.seen, state.advisories, state.pending, state.is_even) == (count, count, 0, True)
    for run in ledger.runs():
        assert ledger.balance(run.run_id).is_even
    assert ledger.unsettled() == []
    assert ledger.unsealed_files() == []
    ledger.close()
    report = verify(crawl.data)
    assert report.is_sound, report.damages
    fetched = [path for path in site.paths() if path.startswith("/a/")]
    again = len(fetched) - count
    assert again <= 3 * killed, "only what a kill caught between the wire and the archive is fetched again"
