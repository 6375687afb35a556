"""What every document needs is built before threads need it; what few need is built once, by the first that does."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from crawler.once import one_at_a_time

PROGRAM = """
import functools, json, sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from crawler.model import Page, Source, payload_digest
from crawler.preparing import prepare
from crawler.understanding import understand_page
from crawler.vocab.vocabulary import bundled_vocabulary

def tables():
    '''Of each cached function of the crawler, how often it has computed; `selector` compiles one small rule each time.'''
    found = {}
    for name, module in list(sys.modules.items()):
        for key, value in list(vars(module).items()) if name.startswith("crawler.") else ():
            kept = value if isinstance(value, functools._lru_cache_wrapper) else getattr(value, "__wrapped__", None)
            if isinstance(kept, functools._lru_cache_wrapper) and kept.__module__ == name and key != "selector":
                found[f"{name}.{key}"] = kept.cache_info().misses
    return found

vocabulary = bundled_vocabulary()
prepare(vocabulary)
before = tables()
assert before["crawler.extract.labels.cues.matcher_of"] == 1, before

TEXTS = [
    "Công an tỉnh Hà Tĩnh cảnh báo giả danh điện lực ở thị xã Kỳ Anh, phường 5 quận 3, xã Cao Lãnh, mất 20 triệu đồng.",
    "Canh bao lua dao o thanh pho Vinh: ke gian gia danh cong an goi so 0987654321, nguoi dan can canh giac, tinh Dak Lak.",
    "Người Việt bị lừa sang Campuchia, Phnom Penh và Lào; truy cập https://vi-du-lua-dao.com.vn, a@b.vn, ngày 6/3/2026.",
    "UBND TỈNH NGHỆ AN\\nSố: 12/UBND-VX\\nKính gửi: Các sở\\nNơi nhận: như trên. V/v cảnh báo lừa đảo tại huyện Yên Thành.",
    "Warning about a new scam: the police of Ha Noi tell people not to send money to strangers on the phone, ever again.",
]
SOURCE = Source(slug="mau", name="Mẫu", body="portal", province="Nghệ An", platform="nukeviet", homepage="https://mau.nghean.gov.vn/", listings=("https://mau.nghean.gov.vn/",))

def page(text):
    body = f"<html><head><title>{text[:40]}</title></head><body><article><h1>{text[:40]}</h1><p>{text * 3}</p></article></body></html>".encode()
    digest = payload_digest(body)
    url = "https://mau.nghean.gov.vn/a"
    return Page(digest[:16], digest, url, url, "mau", 200, "text/html; charset=utf-8", (), body, datetime.now(UTC))

with ThreadPoolExecutor(8) as pool:
    ended = list(pool.map(lambda n: understand_page(page(TEXTS[n % 5]), (), SOURCE if n % 2 else None, vocabulary), range(40)))
assert not [item for item in ended if item.outcome == "quarantined"], ended
after = tables()
print(json.dumps({key: after[key] - before.get(key, 0) for key in after if after[key] != before.get(key, 0)}))
"""


RARE = {
    "crawler.extract.figures.governors._matcher": 1,  # of text without diacritics, too
    "crawler.extract.labels.cues.matcher_of": 1,  # of text without diacritics
    "crawler.extract.places.names.unaccented._folded_names": 1,
    "crawler.read.language._detectors": 1,
}


def test_after_preparing_documents_of_many_threads_build_rare_tables_alone_and_each_once() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], check=False, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == RARE, "built while documents are read: let crawler.preparing build it"


def test_threads_that_ask_at_once_wait_for_the_first() -> None:
    built = []

    @one_at_a_time
    @cache
    def table(name: str) -> str:
        time.sleep(0.05)
        built.append(name)
        return name.upper()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(table, "abababab")) == list("ABABABAB")
    assert sorted(built) == ["a", "b"]
