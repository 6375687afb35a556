"""How results look in a terminal, and their JSON twins. Text from pages is printed as text, never as markup."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from crawler.model import Advisory, Finding, IndicatorRole, PlaceRole
from crawler.text.formats import iso_day, thousands
from crawler.text.links import defang
from crawler.vocab.vocabulary import Vocabulary
from index.record import Record, record_json
from index.requests import Hit, Piece, SearchRequest, SearchResult

_DEFANGED = frozenset({"domain", "url", "email"})


def _console() -> Console:
    """A terminal keeps its width; a pipe or file gets lines that are long enough for tables."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 160)


def _pieces(pieces: Iterable[Piece]) -> Text:
    text = Text()
    for piece in pieces:
        text.append(piece.text, style="bold yellow" if piece.match else "")
    return text


def search_json(result: SearchResult) -> dict[str, Any]:
    """The JSON twin of a search: total, hits with their marked snippets, facets."""
    return {
        "total": result.total,
        **({"did_you_mean": result.did_you_mean} if result.did_you_mean else {}),
        **({"next": result.next} if result.next else {}),
        "hits": [_hit_json(hit) for hit in result.hits],
        "facets": {
            name: [{"key": bucket.key, "count": bucket.count} for bucket in buckets]
            for name, buckets in result.facets.items()
        },
    }


def _hit_json(hit: Hit) -> dict[str, Any]:
    shown = record_json(hit.record)
    del shown["text"]
    return {
        "id": hit.advisory_id,
        "score": round(hit.score, 4),
        **shown,
        "snippet": [{"text": piece.text, "match": piece.match} for piece in hit.snippet],
    }


def print_search(result: SearchResult, request: SearchRequest, vocabulary: Vocabulary) -> None:
    """A line of totals, then each hit: id, day, source, provinces, tactics, title and snippet."""
    console = _console()
    console.print(f"{result.total} kết quả · results", markup=False)
    if result.did_you_mean:
        console.print(f"Có phải bạn tìm · did you mean: {result.did_you_mean}", markup=False)
    for number, hit in enumerate(result.hits, start=request.offset + 1):
        record = hit.record
        places = record.provinces if request.filters.old_provinces else record.provinces_2025
        facts = [_day(record, "không rõ ngày"), str(record.source_name or record.source)]
        facts += [", ".join(places)] if places else []
        facts += [", ".join(vocabulary.tactic_name(code) for code in record.tactics[:3])] if record.tactics else []
        console.print()
        console.print(Text(f"{number}. ").append_text(_pieces(hit.title)))
        console.print(Text(f"   {hit.advisory_id} · " + " · ".join(facts), style="dim"))
        if hit.snippet:
            console.print(Text("   ").append_text(_pieces(hit.snippet)))
    if result.next:
        console.print(f"\nTrang tiếp · next page: --after {result.next}", markup=False, soft_wrap=True)
    for name, buckets in result.facets.items():
        if buckets:
            line = ", ".join(f"{bucket.key} {bucket.count}" for bucket in buckets[:8])
            console.print(Text(f"\n{name}: {line}", style="dim"))


def print_advisory(advisory: Advisory, record: Record, copies: Sequence[Record]) -> None:
    """One document: head, labels each with a quote, places by role, indicators defanged, citations, copies."""
    console = _console()
    document = advisory.document
    console.print(Text(document.title, style="bold"))
    day = _day(record, "không rõ ngày · undated")
    console.print(Text(f"{advisory.advisory_id} · {advisory.kind} · {document.source} · {day}", style="dim"))
    console.print(Text(document.url, style="dim"))
    _print_labels(console, advisory)
    _print_places(console, advisory)
    _print_indicators(console, advisory)
    _print_dispatch(console, advisory)
    others = [copy for copy in copies if copy.advisory_id != advisory.advisory_id]
    if others:
        console.print(f"\nBản khác của tin này · other copies (canhbao stories {record.story_id}):", markup=False)
        for copy in others:
            line = f"  {copy.advisory_id} {_day(copy, '?')} {copy.source}: {copy.title}"
            console.print(Text(line))


def _day(record: Record, unknown: str) -> str:
    """The day of a document, no finer than it is known."""
    return iso_day(record.published_day, record.published_precision) if record.published_day else unknown


def _quote(findings: Sequence[Finding], *, address: bool = False) -> str:
    if not findings:
        return ""
    quote = " ".join(findings[0].quote.split())
    quote = defang(quote) if address else quote
    return f"  “{quote[:100]}{'…' if len(quote) > 100 else ''}” [{findings[0].rule}]"


def _print_labels(console: Console, advisory: Advisory) -> None:
    groups: Mapping[str, Any] = {
        "Thủ đoạn · tactics": advisory.tactics,
        "Giả danh · impersonated": advisory.impersonated,
        "Kênh · channels": advisory.channels,
        "Yêu cầu · actions": advisory.actions,
    }
    for heading, labels in groups.items():
        if labels:
            console.print(f"\n{heading}:", markup=False)
        for label in labels:
            console.print(Text(f"  {label.code} ({label.score:.1f}){_quote(label.evidence)}"))


def _print_places(console: Console, advisory: Advisory) -> None:
    for role in PlaceRole:
        places = advisory.places_in(role)
        if places:
            console.print(f"\nNơi ({role}):", markup=False)
        for place in places:
            unit = place.province or place.province_2025 or "?"
            now = f" → {place.province_2025}" if place.province_2025 != unit else ""
            console.print(Text(f"  {place.name} [{place.level}] {unit}{now}{_quote(place.evidence)}"))
    if advisory.nationwide:
        console.print(Text(f"\nToàn quốc · nationwide:{_quote(advisory.nationwide)}"))


def _print_indicators(console: Console, advisory: Advisory) -> None:
    if advisory.indicators:
        console.print("\nDấu hiệu · indicators:")
    for item in advisory.indicators:
        if item.role is IndicatorRole.PRIVATE:
            continue
        address = item.type in _DEFANGED
        value, quote = defang(item.value) if address else item.value, _quote(item.evidence, address=address)
        console.print(Text(f"  {item.role:8} {item.type:14} {value} {item.owner}{quote}"))
    for loss in advisory.losses:
        console.print(Text(f"  {loss.role}: {thousands(loss.vnd)} đồng{_quote(loss.evidence)}"))


def _print_dispatch(console: Console, advisory: Advisory) -> None:
    head = advisory.dispatch
    if head is not None:
        number = f"{head.number or '(chưa có số)'}/{head.symbol}" if head.symbol else head.number or "(chưa có số)"
        console.print(Text(f"\nCông văn · dispatch: {number}, {head.date or '?'}, {head.issuer}"))
        console.print(Text(f"  V/v {head.subject}"))
    for citation in advisory.document.citations:
        console.print(Text(f"  viện dẫn · cites {citation.reference} {citation.date} {citation.issuer}"))
