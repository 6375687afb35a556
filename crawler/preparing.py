"""Everything that reading and understanding compute once, computed before many threads need it.

In: the vocabulary in use. Out: nothing; afterwards no first documents of a crawl find two threads at work on the same table
(matchers, gazetteers, layouts, contacts, profiles of languages). Three small pages go the whole way, one without diacritics,
one in another language: what is built at its first use is built by them.
"""

from datetime import UTC, datetime
from functools import lru_cache

from crawler.model import Page, payload_digest
from crawler.understanding import extract_document, read_page
from crawler.vocab.vocabulary import Vocabulary

_ACCENTED = """<html lang="vi"><head><meta charset="utf-8"><title>Cảnh báo giả danh công an</title></head><body><article>
<h1>Cảnh báo giả danh công an</h1><p>Công an tỉnh Nghệ An cảnh báo người dân huyện Diễn Châu và TP.HCM: đối tượng lừa đảo ở
Campuchia giả danh cán bộ, gọi từ số 0912 345 678, yêu cầu mở mau-lua-dao.vn và chuyển 5 triệu đồng vào tài khoản
0123456789 ngân hàng Vietcombank. Ngày 01/7/2025, người dân cần cảnh giác, không làm theo.</p></article></body></html>"""
_UNACCENTED = """<html><head><title>Canh bao lua dao</title></head><body><article><h1>Canh bao lua dao</h1><p>Cong an tinh
Nghe An canh bao nguoi dan xa Dien Thanh: doi tuong gia danh can bo ngan hang goi dien lua dao chiem doat tai san, yeu cau
chuyen tien vao tai khoan. Nguoi dan can canh giac, khong lam theo huong dan cua nguoi la.</p></article></body></html>"""

_FOREIGN = """<html><head><title>Beware of strangers</title></head><body><article><p>The police of the province warn people of
strangers on the telephone who ask them to install an application and to send their savings away.</p></article></body></html>"""


@lru_cache(maxsize=4)
def prepare(vocabulary: Vocabulary) -> None:
    """Build what documents are read and understood with: about two seconds, once a process and vocabulary."""
    for text in (_ACCENTED, _UNACCENTED, _FOREIGN):
        extract_document(read_page(_page(text)), None, vocabulary)


def _page(text: str) -> Page:
    body, url = text.encode(), "http://prepared.invalid/"
    digest = payload_digest(body)
    return Page(digest[:16], digest, url, url, "", 200, "text/html; charset=utf-8", (), body, datetime.now(UTC))
