"""stories: a list of the stories that the warnings tell, or one of them with its spread."""

import json
from typing import Annotated, cast, get_args

import typer

from canhbao.commands import options
from canhbao.commands.filters import filters_of
from canhbao.terminal import stories as story_tables
from canhbao.vocabulary import vocabulary_of
from canhbao.workspace import reading_engine
from crawler.model import ConfigurationError
from index.stories.as_json import list_json, story_json
from index.stories.grouping import story_of
from index.stories.listing import StoryRequest, StorySort, list_stories


def stories(
    ctx: typer.Context,
    identifier: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="Mã tin, hoặc mã một cảnh báo trong tin. A story, or any document in it"),
    ] = None,
    sort: Annotated[str, typer.Option(help="size | spread | newest")] = "size",
    province: options.Province = None,
    issuer: options.Issuer = None,
    tactic: options.Tactic = None,
    source: options.SourceSlug = None,
    since: options.Since = None,
    until: options.Until = None,
    old_provinces: options.OldProvinces = False,
    everything: options.Everything = False,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
    as_json: options.Json = False,
) -> None:
    """Các tin và sự lan truyền. Stories: copies of one warning; with ID, who was first and how it spread."""
    if identifier is not None:
        _show(ctx, identifier, old_provinces, as_json)
        return
    if sort not in get_args(StorySort):
        raise ConfigurationError(f"Không có cách sắp xếp '{sort}'. --sort is size, spread or newest.")
    request = StoryRequest(
        filters=filters_of(vocabulary_of(ctx.obj), ctx.params),
        sort=cast("StorySort", sort),
        limit=limit,
    )
    with reading_engine(ctx.obj) as engine:
        result = list_stories(engine, request)
    if as_json:
        typer.echo(json.dumps(list_json(result), ensure_ascii=False, indent=2))
    else:
        story_tables.print_stories(options.table_console(), result, request)


def _show(ctx: typer.Context, identifier: str, old: bool, as_json: bool) -> None:
    with reading_engine(ctx.obj) as engine:
        told = story_of(engine, identifier)
    if told is None:
        raise ConfigurationError(
            f"Không có tin '{identifier}' trong chỉ mục. No story '{identifier}' in the index: take an id from "
            "`canhbao stories` or `canhbao search`."
        )
    story, records = told
    if as_json:
        typer.echo(json.dumps(story_json(story, records), ensure_ascii=False, indent=2))
    else:
        story_tables.print_story(options.table_console(), story, records, old=old)
