"""What reading and understanding compute once for every document, computed before many threads need it.

In: the vocabulary in use. Out: nothing; afterwards the first documents of a crawl do not find two threads at work on the same
table (matcher, gazetteer, layouts, contacts). A small page goes the whole way: what is built at its first use is built by it.
What few documents need (text without diacritics, other languages) waits for them, see crawler.once.
"""

from datetime import UTC, datetime
from functools import lru_cache

from crawler.model import Page, payload_digest
from crawler.understanding import extract_document, read_page
from crawler.vocab.vocabulary import Vocabulary

_PAGE = """<html lang="vi"><head><meta charset="utf-8"><title>Cảnh báo giả danh công an</title></head><body><article>
<h1>Cảnh báo giả danh công an</h1><p>Công an tỉnh Nghệ An cảnh báo người dân huyện Diễn Châu và TP.HCM: đối tượng lừa đảo ở
Campuchia giả danh cán bộ, gọi từ số 0912 345 678, yêu cầu mở mau-lua-dao.vn và chuyển 5 triệu đồng vào tài khoản
0123456789 ngân hàng Vietcombank. Ngày 01/7/2025, người dân cần cảnh giác, không làm theo.</p></article></body></html>"""


@lru_cache(maxsize=4)
def prepare(vocabulary: Vocabulary) -> None:
    """Build what every document is read and understood with: about a second, once a process and vocabulary."""
    body, url = _PAGE.encode(), "http://prepared.invalid/"
    digest = payload_digest(body)
    now = datetime.now(UTC)
    page = Page(digest[:16], digest, url, url, "", 200, "text/html; charset=utf-8", (), body, now)
    extract_document(read_page(page), None, vocabulary)
