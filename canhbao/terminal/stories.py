"""How stories look in a terminal, and their JSON form, which the dashboards' twins share in meaning."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.model import Lag, Relation, Story
from crawler.text.formats import day, decimal, known_day, minute
from index.record import Record
from index.stories.listing import StoryList, StoryRequest

RELATIONS = {
    Relation.FIRST: "sớm nhất · first",
    Relation.COPY: "bản sao · copy",
    Relation.SHORTENED: "rút gọn · shortened",
    Relation.EDIT: "có sửa · edit",
    Relation.REISSUE: "tỉnh khác ra lại · re-issue",
}
_HOW = {"issued": "ra cảnh báo · issued", "published": "đăng · published", "named": "được nêu · named"}


def print_stories(console: Console, result: StoryList, request: StoryRequest) -> None:
    """A table of stories, then what was read for it."""
    table = Table(title_justify="left")
    for heading, justify in (
        ("tin · story", "left"),
        ("ngày đầu · first", "left"),
        ("bản · publications", "right"),
        ("nguồn · sources", "right"),
        ("tỉnh · provinces", "right"),
        ("nơi đầu tiên · first issuer", "left"),
        ("tiêu đề · title", "left"),
    ):
        table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for summary in result.stories:
        table.add_row(
            Text(summary.story_id),
            day(summary.first_day) if summary.first_day else "?",
            *map(str, (summary.publications, summary.sources, len(summary.provinces))),
            Text(first_issuer(summary.first, old=request.filters.old_provinces)),
            Text(summary.first.title),
        )
    console.print(table)
    line = f"{result.found} tin từ {result.read} bản mới nhất trong {result.matching} bản phù hợp"
    console.print(
        f"{line} · {result.found} stories of the newest {result.read} of {result.matching} publications that match",
        markup=False,
    )


def first_issuer(record: Record, *, old: bool = False) -> str:
    """Who was first: the source, with the provinces that issued."""
    provinces = record.issuer_provinces if old else record.issuer_provinces_2025
    name = str(record.source_name or record.source)
    return f"{name} ({', '.join(provinces)})" if provinces else name


def print_story(console: Console, story: Story, records: dict[str, Record], *, old: bool) -> None:
    """One story: counts, first issuer, timeline, provinces with their lag, what was known when."""
    first = records[story.first]
    console.print(Text(first.title, style="bold"))
    places = story.reached_old if old else story.reached
    console.print(
        f"{story.story_id} · {len(story.publications)} bản · publications, {story.sources} nguồn · sources, "
        f"{len(places)} tỉnh · provinces",
        markup=False,
    )
    console.print(Text(f"Sớm nhất · first: {first_issuer(first, old=old)}, {_day(first)}"))
    _print_timeline(console, story, records)
    if places:
        console.print("\nĐến các tỉnh · provinces reached:", markup=False)
    for place in places:
        console.print(Text(f"  {lag_text(place.lag):>18}  {place.province}  [{_HOW[place.how]}]"))
    console.print("\nBản sớm nhất được biết · what was known as first:", markup=False)
    for entry in story.history:
        line = f"  {minute(entry.learnt)}  {entry.first} {_source(records[entry.first])}, {_day(records[entry.first])}"
        if entry.before:
            line += f" ← {entry.before} {_source(records[entry.before])}"
        console.print(Text(line))
    for join in story.joined:
        console.print(
            f"  {minute(join.learnt)}  {join.by} nối {len(join.parts)} tin thành một · joined {len(join.parts)} stories",
            markup=False,
        )


def _print_timeline(console: Console, story: Story, records: dict[str, Record]) -> None:
    console.print("\nDòng thời gian · timeline:", markup=False)
    for publication in story.publications:
        record = records[publication.advisory_id]
        facts = f"{RELATIONS[publication.relation]}, {publication.similarity:.2f}"
        console.print(
            Text(f"  {_day(record)}  {lag_text(publication.lag):>18}  {publication.advisory_id}  {_source(record)}: ")
            + Text(f"{record.title} ")
            + Text(f"[{facts}]", style="dim")
        )


def lag_text(lag: Lag | None) -> str:
    """'+3 ngày · days', '+5,5 giờ · hours' within two days where the hours are known, '?' if undated."""
    if lag is None:
        return "?"
    if lag.hours is not None and lag.hours < 48:
        return f"+{decimal(lag.hours, 'vi')} giờ · h"
    return f"+{lag.days} ngày · d"


def _day(record: Record) -> str:
    return known_day(record.published, record.published_precision).rjust(10) if record.published else "?" * 10


def _source(record: Record) -> str:
    return str(record.source_name or record.source)
