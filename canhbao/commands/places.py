"""places: a reading of place names, explained."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from canhbao.commands.options import published_day
from crawler.extract.context import Context
from crawler.extract.places.explain import explain_places
from crawler.extract.places.places import find_places
from crawler.model import ConfigurationError, PlaceRole
from crawler.read.document import read_text


def places(
    text: Annotated[str, typer.Argument(help="Đoạn văn cần đọc. The text to read; '-' for standard input.")],
    published: Annotated[str, typer.Option(help="Ngày đăng, ISO 8601. Its date: names changed on 2025-07-01.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Cho chương trình đọc. For a program.")] = False,
) -> None:
    """Giải thích cách đọc địa danh. Explain a reading of places: every name, what it could be, what was decided and why."""
    words = sys.stdin.read() if text == "-" else text
    if not words.strip():
        raise ConfigurationError("Không có chữ nào để đọc. There is no text to read: give some, or '-' and a pipe.")
    context = Context(read_text("", words, published=published_day(published)))
    readings = explain_places(context)
    found = find_places(context)
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
    shown_as = ", ".join(f"{province} ({rules[province]})" for province in affected)
    typer.echo(f"nơi bị ảnh hưởng · affected: {shown_as or ('toàn quốc · nationwide' if found.nationwide else '-')}")
