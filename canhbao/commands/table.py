"""Every command: its name, its line in the help, and where it lives. Imports none of them, and reads no file.

The order is that of the help. Tests hold each line to the docstring of its command, the README to these names, and each
command to what it may import (tests/canhbao/test_starting.py).
"""

from canhbao.commands.lazy import Row

_INDEX = (
    Row("status", "Chỉ mục có gì. What the engine holds, and what waits for it.", "index_status:index_status"),
    Row(
        "rebuild",
        "Dựng lại chỉ mục từ kho lưu, không ngừng phục vụ. Build a fresh index from the archive, compare, go over in one step.",
        "index_rebuild:index_rebuild",
    ),
)
_SOURCES = (
    Row("list", "Liệt kê nguồn. List the sources.", "sources_list:sources_list"),
    Row(
        "check",
        "Kiểm tra nguồn. Check every source file and its sample; with --live also whether the sites answer.",
        "sources_check:sources_check",
    ),
    Row(
        "try",
        "Thử một nguồn. Show what would be extracted from a source; nothing is kept.",
        "sources_try:sources_try",
    ),
    Row(
        "new",
        "Nguồn mới từ địa chỉ. Detect the platform, draft the file, keep a page whose answers you then fill in.",
        "sources_new:sources_new",
    ),
    Row(
        "health",
        "Sức khỏe từng nguồn. How each source is: quiet, broken and blocked are told apart; exit code 3 if any fails.",
        "sources_health:sources_health",
    ),
)
_TACTICS = (
    Row(
        "new",
        "Thêm thủ đoạn vào danh mục chung. Add a tactic to the bundled list: entry, mappings, test sentences, docs.",
        "tactics_new:tactics_new",
    ),
)
_REVIEW = (
    Row(
        "label",
        "Gán thủ đoạn cho một cảnh báo. Give one advisory a tactic; it stays through every replay.",
        "review_label:label",
    ),
    Row(
        "dismiss",
        "Bỏ khỏi hàng đợi: không thủ đoạn nào hợp. Take one advisory out of the queue: no tactic fits.",
        "review_label:dismiss",
    ),
    Row(
        "tactic",
        "Đặt tên cho thủ đoạn mới. Write a new tactic into your own file, and read the queue again with it.",
        "review_tactic:tactic",
    ),
    Row(
        "export",
        "Quyết định thành nhãn JSONL. Decisions as labelled JSONL, for `canhbao evaluate` and `canhbao train`.",
        "review_export:export",
    ),
)

_INDICATORS = (
    Row(
        "withdraw",
        "Rút một dấu hiệu nêu sai. Take back an indicator that was named wrongly; it stays so through every replay.",
        "indicators:withdraw",
    ),
)

_ARCHIVE = (
    Row(
        "rebuild",
        "Dựng lại sổ cái và chỉ mục từ tệp WARC. Ledger and index anew from the WARC files alone, without the web.",
        "archive_rebuild:archive_rebuild",
    ),
)

COMMANDS = (
    Row(
        "demo",
        "Chạy thử trên các trang mẫu. Crawl the bundled sample sites, index them, open the dashboards.",
        "demo:demo",
    ),
    Row("serve", "Mở bảng theo dõi. Serve the dashboards.", "serve:serve"),
    Row(
        "verify",
        "Kiểm tra kho lưu và sổ cái. Is every archived record there, whole and with its digest?",
        "verify:verify",
    ),
    Row("archive", "Kho lưu. The archive: everything anew from its files.", rows=_ARCHIVE),
    Row("doctor", "Máy này có gì, thiếu gì. What this machine has, what it lacks, what to do.", "doctor:doctor"),
    Row("crawl", "Thu thập từ các nguồn. Harvest sources politely; ends with the balance.", "crawl:crawl"),
    Row("add", "Thêm tệp của bạn. Add local files (html pdf doc docx txt images), as if fetched.", "add:add"),
    Row(
        "replay",
        "Dựng lại từ kho lưu, không dùng mạng. Rebuild from the archive, without touching the web.",
        "replay:replay",
    ),
    Row(
        "daily",
        "Thu thập hằng ngày. Every source once a day, each in a process of its own; makes up for a missed run.",
        "daily:daily",
    ),
    Row(
        "annotate",
        "Gán nhãn JSONL từ stdin ra stdout. Annotate JSONL {id,title,text[,url,published,source]} as a stream.",
        "annotate:annotate",
    ),
    Row(
        "evaluate",
        "Đo độ chính xác so với nhãn chuẩn. Precision, recall and F1 per field, with bootstrap intervals.",
        "evaluate:evaluate",
    ),
    Row(
        "places",
        "Giải thích cách đọc địa danh. Explain a reading of places: every name, what it could be, what was decided and why.",
        "places:places",
    ),
    Row(
        "tactics",
        "Danh mục thủ đoạn. The vocabulary of tactics and facets, your own included.",
        "tactics:tactics",
        _TACTICS,
    ),
    Row(
        "train",
        "Học mô hình gợi ý thủ đoạn. Train the linear model that suggests tactics in `canhbao review`.",
        "train:train",
    ),
    Row(
        "search",
        'Tìm cảnh báo. Search the warnings: words with or without accents, "phrases", -not, OR, field:value.',
        "find:search",
    ),
    Row(
        "searches",
        "Tìm kiếm đã lưu, cùng tin mới. Saved searches with what is new; with NAME, show it and remember the look.",
        "find:searches",
    ),
    Row("show", "Xem một cảnh báo cùng bằng chứng. Show one document with the evidence of each label.", "find:show"),
    Row(
        "trends",
        "Đếm theo thời gian, so kỳ trước và năm trước. Count stories or publications over time; compare periods.",
        "trends:trends",
    ),
    Row(
        "stories",
        "Các tin và sự lan truyền. Stories: copies of one warning; with ID, who was first and how it spread.",
        "stories:stories",
    ),
    Row(
        "indicators",
        "Số, trang, tài khoản được nêu. Indicators: one record of each number, page and account, with its role and proof.",
        "indicators:indicators",
        _INDICATORS,
    ),
    Row("index", "Chỉ mục. The index.", rows=_INDEX),
    Row("sources", "Sổ nguồn. The registry of sources.", rows=_SOURCES),
    Row(
        "review",
        "Hàng đợi thủ đoạn mới, chưa rõ. The queue of what is new or unknown.",
        "review_list:listing",
        _REVIEW,
    ),
)
