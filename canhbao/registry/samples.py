"""The page kept beside a source file, against the answers that a person read in it.

In: a source and the path of its file. Out: an issue for what the reader reads otherwise. Knows no web and no platform.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from crawler.model import DocumentQuarantined, Issue, Page, Source, payload_digest
from crawler.text.dates import local_day
from crawler.understanding import read_page

SAMPLE, ANSWERS = ".sample.html", ".answers.json"
QUESTIONS = ("title", "published", "first_words", "last_words")


def check_sample(source: Source, yaml_path: Path) -> list[Issue]:
    """What stands against the sample beside a source file; none if it has no sample, or if every answer is met."""
    sample, answers = (yaml_path.with_name(f"{source.slug}{suffix}") for suffix in (SAMPLE, ANSWERS))
    if not answers.exists():
        return []
    try:
        told = json.loads(answers.read_text(encoding="utf-8"))
        body, wanted = sample.read_bytes(), {name: str(told["answers"][name]).strip() for name in QUESTIONS}
        page = _page(source, str(told["url"]), str(told["content_type"]), body)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [_issue(source, f"{answers}: {type(error).__name__}: {error}", f"Sửa {answers}. Mend {answers}.")]
    empty = [name for name in QUESTIONS if not wanted[name]]
    if empty:
        text = f"{answers}: còn trống {', '.join(empty)}. Not filled in yet: {', '.join(empty)}."
        return [_issue(source, text, f"Đọc {sample} rồi điền. Read {sample}, then fill them in.")]
    try:
        document = read_page(page, (), source)
    except DocumentQuarantined as error:
        return [_issue(source, f"{sample}: {error.outcome}.", "Sửa bộ chọn. Mend the selectors.")]
    text = document.text
    day = local_day(document.published.value).isoformat() if document.published else "none"
    faults = []
    if document.title != wanted["title"]:
        faults.append(f"title: '{document.title}' ≠ '{wanted['title']}'")
    if day != wanted["published"]:
        faults.append(f"published: {day} ≠ {wanted['published']}")
    if not text.startswith(wanted["first_words"]):
        faults.append(f"first_words: '{text[:60]}'")
    if not text.endswith(wanted["last_words"]):
        faults.append(f"last_words: '{text[-60:]}'")
    return [_issue(source, f"{sample}: {'; '.join(faults)}.", "Sửa bộ chọn. Mend the selectors.")] if faults else []


def _page(source: Source, url: str, content_type: str, body: bytes) -> Page:
    digest = payload_digest(body)
    return Page(digest[:16], digest, url, url, source.slug, 200, content_type, (), body, datetime.now(UTC))


def _issue(source: Source, message: str, remedy: str) -> Issue:
    return Issue(source.slug, "sample", f"{source.slug}: {message}", remedy)
