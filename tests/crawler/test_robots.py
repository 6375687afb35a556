"""robots.txt by RFC 9309: the matrix of answers, each on its own server, in one crawl."""

import json
import socket
from pathlib import Path

import pytest
from protego import Protego

from crawler.middlewares.robots import decode

# Of the 400 cases of the specification; the others are about agent names with odd characters and stress files.
MET_CASES = 378
NO_A = "User-agent: *\nDisallow: /a/\n"


def hang_up(handler):
    """No answer, the connection is gone."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


# answer of /robots.txt -> what becomes of three articles under /a/
MATRIX = {
    "cho-phep": ((200, {}, "User-agent: *\nAllow: /\n"), "advisories"),
    "cam": ((200, {}, NO_A), "robots"),
    "cam-ten": ((200, {}, "User-agent: Canhbao\nDisallow: /a/\n\nUser-agent: *\nAllow: /"), "robots"),
    "bom": ((200, {}, b"\xef\xbb\xbf" + NO_A.encode()), "robots"),
    "utf16": ((200, {}, NO_A.encode("utf-16")), "robots"),
    "latin": ((200, {}, b"# r\xe8gles\n" + NO_A.encode()), "robots"),
    "nul": ((200, {}, NO_A.encode() + b"\x00\x00"), "robots"),
    "dai": ((200, {}, b"#" + b"x" * 600 * 1024 + b"\n" + NO_A.encode()), "advisories"),
    "html": ((200, {}, "<html><body>Trang chủ</body></html>"), "advisories"),
    "k401": ((401, {}, ""), "advisories"),
    "k403": ((403, {}, ""), "advisories"),
    "k404": ((404, {}, ""), "advisories"),
    "chuyen": ((301, {"Location": "/r2.txt"}, ""), "robots"),
    "k500": ((500, {}, NO_A), "none"),
    "k503": ((503, {"Retry-After": "9000"}, ""), "none"),
    "k429": ((429, {"Retry-After": "9000"}, ""), "none"),
    "treo": (hang_up, "none"),
}


def test_each_answer_has_its_meaning(crawl, new_site):
    (crawl.sources / "mau.yml").unlink()
    for slug, (answer, _) in MATRIX.items():
        site = new_site().articles(3)
        site.routes["/robots.txt"] = answer
        site.routes["/r2.txt"] = (200, {}, NO_A)
        crawl.write(slug, site)
    runs = crawl.run(RETRY_TIMES=1, CANHBAO_MAX_WAIT=0.0)
    for slug, (_, expected) in MATRIX.items():
        balance = runs[slug]["balance"]
        if expected == "none":  # not even the listing may be asked for
            assert balance["seen"] == 0, slug
        elif expected == "robots":
            assert balance["rejected"] == {"robots": 3}, slug
        else:
            assert balance["advisories"] == 3, slug


def test_the_cases_of_the_specification_are_met_but_for_the_known_deviations():
    path = Path(__file__).resolve().parents[3] / "shared" / "hostile" / "robots" / "google_spec_cases.json"
    if not path.exists():
        pytest.skip("the specification's cases (shared/hostile/robots) are not beside the repository")
    cases = json.loads(path.read_text(encoding="utf-8"))
    met = 0
    for case in cases:
        rules = Protego.parse(decode(case["robotstxt_latin1"].encode("latin-1")))
        met += rules.can_fetch(case["url"], case["agent"]) == (case["expected"] == "ALLOWED")
    assert (met >= MET_CASES, len(cases)) == (True, 400), met


ODD = [b"", b"\xff\xfe", b"\xfe\xff\x00", b"\x00" * 9, b"\xef\xbb\xbf", b"\xc3\x28", b"<html>"]


@pytest.mark.parametrize("body", ODD)
def test_no_bytes_make_the_rules_raise(body):
    assert Protego.parse(decode(body)).can_fetch("http://mau.gov.vn/", "Canhbao")
