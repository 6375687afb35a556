"""Whatever a server answers, the page ends in an outcome with a name; nothing waits for ever, and a page's fault is not its host's."""

import gzip
import sqlite3

GZIP = {"Content-Encoding": "gzip"}


def test_every_answer_ends_in_a_named_outcome(crawl, site):
    site.articles(9)
    page = site.routes["/a/8"][2]
    whole = gzip.compress(page.encode() * 40)
    answers = [
        (302, {"Location": "file:///etc/passwd"}, ""),
        (302, {"Location": "javascript:alert(1)"}, ""),
        (302, {"Location": "http://[kh/"}, ""),
        (204, {}, ""),
        (206, {}, page),
        (200, GZIP, b"not gzip at all"),
        (200, GZIP, whole[: len(whole) // 2]),
        (301, {}, "nowhere"),
        (200, GZIP, gzip.compress(page.encode())),
    ]
    for number, answer in enumerate(answers):
        site.routes[f"/a/{number}"] = answer
    run = crawl.run()
    with sqlite3.connect(crawl.data / "ledger.sqlite") as ledger:
        rows = ledger.execute("SELECT url, outcome, reason FROM pages WHERE role='article'").fetchall()
        backed_off = ledger.execute("SELECT count(*) FROM hosts").fetchone()[0]
    ledger.close()
    found = {int(url.rpartition("/")[2]): (outcome, reason) for url, outcome, reason in rows}
    assert found == {
        0: ("rejected", "bad_redirect"),
        1: ("rejected", "bad_redirect"),
        2: ("rejected", "bad_redirect"),
        3: ("rejected", "http_204"),
        4: ("rejected", "http_206"),
        5: ("rejected", "broken_encoding"),
        6: ("pending", "truncated"),
        7: ("rejected", "bad_redirect"),
        8: ("advisory", ""),
    }
    assert backed_off == 0
    assert run["balance"]["seen"] == len(answers)
