"""places: a reading of place names, explained."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from canhbao.commands.options import published_day
from canhbao.terminal.rules_page import rules_page
from canhbao.vocabulary import tried_vocabulary_of
from crawler.extract.context import Context
from crawler.extract.places.explain import explain_places
from crawler.extract.places.places import find_places
from crawler.model import ConfigurationError, PlaceRole
from crawler.read.document import read_text

_FAR_OFF = frozenset({"before", "after", "levels", "kinds", "but_kinds", "opens", "bracketed", "flow"})
"""Parts at which a rule fails that has nothing to do with a place."""


def places(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="Đoạn văn cần đọc. The text to read; '-' for standard input.")] = "",
    published: Annotated[str, typer.Option(help="Ngày đăng, ISO 8601. Its date: names changed on 2025-07-01.")] = "",
    all_rules: Annotated[
        bool, typer.Option("--all-rules", help="Mọi luật đã thử. Every rule tried, not only those that came near.")
    ] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Các luật, cho tài liệu. The rules, for the docs.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Cho chương trình đọc. For a program.")] = False,
) -> None:
    """Giải thích cách đọc địa danh. Explain a reading of places: every name, what it could be, what was decided and why."""
    vocabulary = tried_vocabulary_of(ctx.obj)
    if markdown:
        typer.echo(rules_page(vocabulary), nl=False)
        return
    words = sys.stdin.read() if text == "-" else text
    if not words.strip():
        raise ConfigurationError("Không có chữ nào để đọc. There is no text to read: give some, or '-' and a pipe.")
    context = Context(read_text("", words, published=published_day(published)))
    readings = explain_places(context, vocabulary)
    found = find_places(context, vocabulary)
    rules = {
        p.province_2025: p.evidence[0].rule for p in found.places if p.role == PlaceRole.AFFECTED and p.province_2025
    }
    affected = sorted(rules)
    if as_json:
        shown = {
            "readings": [
                {
                    **asdict(reading),
                    "start": reading.start - context.body_start,
                    "end": reading.end - context.body_start,
                }
                for reading in readings
            ],
            "affected": affected,
            "affected_by": rules,
            "nationwide": bool(found.nationwide),
        }
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for reading in readings:
        typer.echo(f"“{reading.written}” ({reading.support})")
        typer.echo(
            f"   có thể là · could be: {'; '.join(reading.options[:6]) or '-'}{' …' if len(reading.options) > 6 else ''}"
        )
        province = f" → {reading.province_2025}" if reading.province_2025 not in ("", reading.province) else ""
        typer.echo(f"   đọc là · read as: {reading.decision or 'để ngỏ · left open'}{province}")
        typer.echo(f"   vai trò · role: {reading.role or '-'} ({reading.rule})")
        asked = () if reading.rule == "containment" else reading.tried  # the units of an address share its rules
        for row in asked[:-1]:
            if all_rules or row.failed not in _FAR_OFF:
                typer.echo(f"   luật đã thử · rule tried: {row.order} {row.row}: không có · fails at '{row.failed}'")
        for row in asked[-1:]:
            typer.echo(f"   luật quyết định · rule that decided: {row.order} {row.row}")
    shown_as = ", ".join(f"{province} ({rules[province]})" for province in affected)
    typer.echo(f"nơi bị ảnh hưởng · affected: {shown_as or ('toàn quốc · nationwide' if found.nationwide else '-')}")
