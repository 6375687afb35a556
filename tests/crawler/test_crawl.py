"""A crawl with the real settings against a real server: archived first, counted to the page, asked politely."""

import socket
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from crawler.archive import Archive, Ledger, verify
from crawler.model import page_id

ATTACHED = "<a class=file href='/f.txt'>Văn bản kèm theo</a>"


def even(run):
    balance = run["balance"]
    parts = ("unchanged", "duplicate", "not_relevant", "advisories", "quarantined", "gone", "pending")
    assert balance["seen"] == sum(balance[part] for part in parts) + sum(balance["rejected"].values())
    return balance


def test_every_article_reaches_the_sink_with_its_attachment_and_the_archive_is_sound(crawl, site):
    site.articles(6, ATTACHED)
    site.routes["/f.txt"] = (200, {"Content-Type": "text/plain"}, "Công văn về việc phòng ngừa lừa đảo qua mạng.")
    balance = even(crawl.run())
    assert (balance["seen"], balance["advisories"], balance["warnings"], balance["attachments"]) == (6, 6, 6, 1)
    assert {(line["title"], *line["files"]) for line in crawl.sunk()} == {
        (f"Cảnh báo lừa đảo số {n}", "text") for n in range(6)
    }
    report = verify(crawl.data)
    assert report.is_sound
    assert report.records == 9  # robots, listing, six articles, one file
    store = Archive(crawl.data)
    assert [len(files) for _, files in store.replay()] == [1] * 6
    store.close()


def test_the_second_run_asks_only_for_what_may_have_changed(crawl, site):
    site.articles(8)
    for n in range(8):
        site.routes[f"/a/{n}"] = tagged(site.routes[f"/a/{n}"][2], f'"v{n}"')
    crawl.run()
    asked = len(site.log)
    site.routes["/a/3"] = tagged(site.routes["/a/4"](None, plain=True).replace("số 4", "số 3 (cập nhật)"), '"moi"')
    site.routes["/a/5"] = (410, {}, "<html>đã gỡ</html>")
    balance = even(crawl.run())
    assert (balance["unchanged"], balance["advisories"], balance["gone"]) == (6, 1, 1)
    assert "/robots.txt" not in site.paths()[asked:]
    assert [line["title"] for line in crawl.sunk()[8:]].count("Cảnh báo lừa đảo số 3 (cập nhật)") == 1
    assert [line["url"] for line in crawl.sunk() if "gone" in line["flags"]] == [f"{site.base}/a/5"]
    third = even(crawl.run())
    assert third["unchanged"] == 8


def tagged(body, etag):
    """A route that answers 304 to its own ETag."""

    def route(handler, plain=False):
        if plain:
            return body
        if handler.headers.get("If-None-Match") == etag:
            return (304, {"ETag": etag, "Content-Length": 0}, "")
        return (200, {"ETag": etag}, body)

    return route


def test_the_record_is_on_the_disk_before_the_page_is_parsed(crawl, site):
    """A spider that dies in its callback has lost nothing: the page is served from the archive afterwards."""
    site.articles(1, "<a class=file href='/f.txt'>x</a>")
    stall = {"on": True}

    def file(handler):
        if stall["on"]:
            time.sleep(30)
        return (200, {"Content-Type": "text/plain"}, "Công văn đính kèm.")

    site.routes["/f.txt"] = file
    child = crawl.start()
    deadline = time.monotonic() + 30
    while "/f.txt" not in site.paths() and time.monotonic() < deadline:
        time.sleep(0.05)
    child.kill()
    child.communicate()
    ledger = Ledger(crawl.data)
    assert [row.url for row in ledger.unsettled("mau")] == [f"{site.base}/a/0"]
    ledger.close()
    stall["on"] = False
    assert even(crawl.run())["advisories"] == 1
    assert site.paths().count("/a/0") == 1, "an archived page is not fetched again"
    assert crawl.sunk()[-1]["files"] == ["text"]


def test_walls_missing_pages_and_copies_are_told_from_content(crawl, site):
    site.articles(7)
    site.routes["/a/0"] = (200, {}, "<html><title>Just a moment...</title>Enable JavaScript and cookies.</html>")
    site.routes["/a/1"] = (200, {}, "<html><title>Không tìm thấy trang</title>Nội dung không tồn tại</html>")
    site.routes["/a/2"] = (302, {"Location": "/404.html"}, "")
    site.routes["/404.html"] = (200, {}, "<html><title>Trang chủ</title>xin chào</html>")
    site.routes["/a/3"] = (403, {}, "no")
    site.routes["/a/4"] = (404, {}, "no")
    site.routes["/a/6"] = site.routes["/a/5"]
    balance = even(crawl.run())
    assert balance["rejected"] == {"soft_block": 1, "soft_404": 2, "http_403": 1, "http_404": 1}
    assert (balance["advisories"], balance["duplicate"]) == (1, 1)
    assert len(crawl.sunk()) == 1


def test_what_is_no_warning_and_what_cannot_be_read_is_counted_and_the_others_go_on(crawl, site):
    site.articles(4)
    plain = "Sáng nay đoàn thanh niên xã trồng hai trăm cây xanh dọc tuyến đường mới mở. " * 12
    site.routes["/a/0"] = (200, {}, f"<html><title>Trồng cây</title><h1>Trồng cây</h1><p>{plain}</p></html>")
    site.routes["/a/1"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 hong")
    balance = even(crawl.run())
    assert (balance["not_relevant"], balance["quarantined"], balance["advisories"]) == (1, 1, 2)
    ledger = Ledger(crawl.data)
    assert ledger.page_row(page_id(f"{site.base}/a/1")).reason != ""
    ledger.close()


def test_a_torn_answer_is_kept_as_evidence_and_never_read_as_whole(crawl, site):
    site.articles(2)
    whole = site.routes["/a/0"][2].encode()
    times = []

    def torn(handler):
        times.append(1)
        handler.close_connection = True
        return (200, {"Content-Length": len(whole) + 500}, whole)

    site.routes["/a/0"] = torn
    balance = even(crawl.run())
    assert (len(times), balance["pending"], balance["advisories"]) == (3, 1, 1)
    site.articles(2)
    assert even(crawl.run())["advisories"] == 1


def test_a_bomb_and_an_endless_file_are_refused(crawl, site):
    import gzip

    site.articles(3)
    site.routes["/a/0"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 3_000_000))
    site.routes["/a/1"] = (200, {}, b"0" * 2_000_000)
    balance = even(crawl.run(DOWNLOAD_MAXSIZE=1_000_000))
    assert balance["rejected"] == {"too_large": 2}
    assert balance["advisories"] == 1


def test_a_host_that_asks_to_wait_is_waited_for(crawl, site):
    site.articles(3)
    body, seen = site.routes["/a/1"][2], []

    def busy(handler):
        seen.append(time.monotonic())
        return (429, {"Retry-After": "6"}, "") if len(seen) == 1 else (200, {}, body)

    site.routes["/a/1"] = busy
    assert even(crawl.run())["advisories"] == 3
    assert seen[1] - seen[0] >= 6
    between = [moment for moment, path, _ in site.log if path != "/a/1" and seen[0] + 0.5 < moment < seen[0] + 5.5]
    assert between == [], "the whole host is left alone"


def test_a_long_wait_leaves_the_pages_pending_also_for_the_next_run(crawl, site):
    site.articles(3)
    later = (datetime.now(UTC) + timedelta(hours=2)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    site.routes["/a/2"] = site.routes["/a/1"] = site.routes["/a/0"] = (503, {"Retry-After": later}, "")
    assert even(crawl.run())["pending"] == 3
    asked = len(site.log)
    assert even(crawl.run())["pending"] == 3
    assert len(site.log) == asked, "not one request before the time is over"


def test_redirects_end_and_never_leave_the_source(crawl, site):
    canary = socket.create_server(("127.0.0.1", 0))
    canary.settimeout(0.2)
    port = canary.getsockname()[1]
    site.articles(4)
    site.routes["/a/0"] = (302, {"Location": "/a/0"}, "")
    site.routes["/a/1"] = (302, {"Location": f"http://127.0.0.1:{port}/"}, "")
    site.routes["/a/2"] = (301, {"Location": "/moi/2"}, "")
    site.routes["/moi/2"] = site.routes["/a/3"][0], {}, site.routes["/a/3"][2].replace("số 3", "số 2")
    balance = even(crawl.run())
    assert balance["rejected"] == {"redirect_loop": 1, "private_address": 1}
    assert balance["advisories"] == 2
    try:
        canary.accept()
        raise AssertionError("the canary was reached")
    except TimeoutError:
        pass
    finally:
        canary.close()


def test_one_request_at_a_time_with_an_honest_name_and_the_delay_of_the_source(crawl, site):
    crawl.write("mau", politeness={"delay": 0.3})
    site.articles(4)
    for path, (_, _, body) in list(site.routes.items()):
        site.routes[path] = lambda handler, body=body: (time.sleep(0.1), (200, {}, body))[1]
    crawl.run(DOWNLOAD_DELAY_JITTER=0.0)
    assert site.most == 1
    moments = [moment for moment, _, _ in site.log]
    assert min(b - a for a, b in pairwise(moments)) >= 0.2  # without the delay: 0.1, the time of an answer
    assert all(headers["User-Agent"].startswith("Canhbao/") for _, _, headers in site.log)
    assert all("+tests" in headers["User-Agent"] for _, _, headers in site.log)


def test_an_empty_listing_fails_the_source_loudly(crawl, site):
    site.articles(0)
    run = crawl.run()
    assert [issue["kind"] for issue in run["issues"]] == ["source_changed"]


def test_a_full_disk_stops_the_crawl_and_keeps_the_pages(crawl, site):
    site.articles(3)
    run = crawl.run(CANHBAO_MINIMUM_FREE_BYTES=1 << 62)
    assert [issue["kind"] for issue in run["issues"]] == ["disk_full"]
    assert site.paths() == ["/robots.txt"]
    assert even(crawl.run())["advisories"] == 3


def test_addresses_in_a_warning_are_never_fetched(crawl, site):
    canary = socket.create_server(("127.0.0.1", 0))
    canary.settimeout(0.2)
    bait = f"http://127.0.0.1:{canary.getsockname()[1]}/app.apk"
    site.articles(3, f"<p>Trang giả mạo: {bait}</p><a href='{bait}'>{bait}</a><a class=file href='{bait}'>tải</a>")
    assert even(crawl.run())["advisories"] == 3
    try:
        canary.accept()
        raise AssertionError("the canary was reached")
    except TimeoutError:
        pass
    finally:
        canary.close()


def test_one_request_at_a_time_also_without_any_delay(crawl, site):
    crawl.write("mau", politeness={"delay": 0})
    site.articles(8)
    for path, (_, _, body) in list(site.routes.items()):
        site.routes[path] = lambda handler, body=body: (time.sleep(0.05), (200, {}, body))[1]
    crawl.run()
    assert len(site.log) > 8
    assert site.most == 1


def test_two_sources_on_one_machine_never_ask_it_at_once(crawl, site):
    site.articles(10)
    for path, numbers in (("/", range(5)), ("/hai", range(5, 10))):
        links = "".join(f"<a class=article href='/a/{n}'>Cảnh báo lừa đảo số {n}</a> " for n in numbers)
        site.routes[path] = (200, {}, f"<html><body>{links}</body></html>")
    for path, (_, _, body) in list(site.routes.items()):
        site.routes[path] = lambda handler, body=body: (time.sleep(0.05), (200, {}, body))[1]
    crawl.write("hai", listings=[site.base + "/hai"])
    runs = crawl.run()
    assert [runs[slug]["balance"]["advisories"] for slug in ("mau", "hai")] == [5, 5]
    assert site.most == 1
