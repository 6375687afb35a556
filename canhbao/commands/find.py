"""search, searches, show: questions to the index, answered as tables or JSON."""

import json
from typing import Annotated, cast

import typer

from canhbao.analyst.saved import Answer, ask, load_searches, look
from canhbao.analyst.saved import remove as forget_search
from canhbao.analyst.saved import save as keep_search
from canhbao.commands import options
from canhbao.commands.filters import filters_of
from canhbao.terminal import results as tables
from canhbao.vocabulary import vocabulary_of
from canhbao.workspace import reading_engine
from crawler.model import ConfigurationError
from index.finding.suggest import search_or_correct
from index.record import record_json
from index.requests import SearchRequest, Sort


def search(
    ctx: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(help='Từ khóa; "cụm từ", -loại trừ, OR, trường:giá trị')] = None,
    province: options.Province = None,
    issuer: options.Issuer = None,
    tactic: options.Tactic = None,
    kind: options.Kind = None,
    source: options.SourceSlug = None,
    since: options.Since = None,
    until: options.Until = None,
    old_provinces: options.OldProvinces = False,
    everything: options.Everything = False,
    sort: Annotated[str, typer.Option(help="relevance | date | first_seen")] = "relevance",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
    offset: Annotated[int, typer.Option(min=0, max=10_000)] = 0,
    after: Annotated[
        str, typer.Option(metavar="TOKEN", help="Trang tiếp: 'next' của trang trước. The page after; see `next`")
    ] = "",
    save: Annotated[str | None, typer.Option(help="Lưu với tên này. Keep this search under a name")] = None,
    as_json: options.Json = False,
) -> None:
    """Tìm cảnh báo. Search the warnings: words with or without accents, "phrases", -not, OR, field:value.

    Cú pháp đầy đủ: docs/search.md. The whole grammar, its fields and limits are in docs/search.md.
    """
    if sort not in ("relevance", "date", "first_seen"):
        raise ConfigurationError(f"Không có cách sắp xếp '{sort}'. --sort is relevance, date or first_seen.")
    vocabulary = vocabulary_of(ctx.obj)
    request = SearchRequest(
        query=" ".join(query or ()),
        filters=filters_of(vocabulary, ctx.params),
        facets=("province", "tactic"),
        sort=cast("Sort", sort),
        limit=limit,
        offset=offset,
        after=after,
    )
    with reading_engine(ctx.obj) as engine:
        result = search_or_correct(engine, request, vocabulary)
    if save:
        keep_search(ctx.obj.searches, save, request)
    if as_json:
        typer.echo(json.dumps(tables.search_json(result), ensure_ascii=False, indent=2))
    else:
        tables.print_search(result, request, vocabulary)


def searches(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Xem tin mới của tìm kiếm này. Look at this one")
    ] = None,
    forget: Annotated[bool, typer.Option("--remove", help="Bỏ tìm kiếm này. Forget it")] = False,
    as_json: options.Json = False,
) -> None:
    """Tìm kiếm đã lưu, cùng tin mới. Saved searches with what is new; with NAME, show it and remember the look."""
    path = ctx.obj.searches
    if forget:
        if name is None:
            raise ConfigurationError("Thiếu tên. --remove needs the NAME of a saved search.")
        forget_search(path, name)
        return
    vocabulary = vocabulary_of(ctx.obj)
    with reading_engine(ctx.obj) as engine:
        if name:
            answers = [look(path, engine, name, vocabulary)]
        else:
            answers = [ask(engine, item, vocabulary) for item in load_searches(path).values()]
        shown = search_or_correct(engine, answers[0].saved.request, vocabulary) if name else None
    for answer in answers:
        if not answer.is_remembered:
            typer.echo(
                f"canhbao: {path.parent} chỉ đọc được nên lần xem này không được nhớ. {path.parent} is read-only: this look is "
                "not remembered.",
                err=True,
            )
    if as_json:
        typer.echo(json.dumps([_answer_json(answer) for answer in answers], ensure_ascii=False, indent=2))
        return
    for answer in answers:
        typer.echo(
            f"{answer.saved.name}: {answer.total} kết quả · results, {len(answer.new)} mới · new  ({answer.saved.request.query})"
        )
    if shown is not None:
        tables.print_search(shown, answers[0].saved.request, vocabulary)


def _answer_json(answer: Answer) -> dict[str, object]:
    looked = answer.saved.looked
    return {
        "name": answer.saved.name,
        "query": answer.saved.request.query,
        "total": answer.total,
        "new": list(answer.new),
        "looked": looked.isoformat() if looked else None,
    }


def show(
    ctx: typer.Context,
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Mã cảnh báo. Advisory id")],
    as_json: options.Json = False,
) -> None:
    """Xem một cảnh báo cùng bằng chứng. Show one document with the evidence of each label."""
    with reading_engine(ctx.obj) as engine:
        record = engine.get(identifier)
        if record is None:
            raise ConfigurationError(
                f"Không có cảnh báo '{identifier}' trong chỉ mục. No document '{identifier}' in the index: take an id "
                "from `canhbao search`."
            )
        copies = engine.story_members(record.story_id)
    if as_json:
        typer.echo(json.dumps(record_json(record), ensure_ascii=False, indent=2))
    else:
        tables.print_advisory(record.whole_advisory(), record, copies)
