"""sources new: a draft of a source from its address."""

from pathlib import Path
from typing import Annotated

import typer

from canhbao.commands.issues import print_issues
from canhbao.commands.sources_try import tried
from canhbao.config import Config
from canhbao.registry.drafting import guess, refine, write_draft
from crawler.model import SourceChanged


def sources_new(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(help="Địa chỉ trang hoặc chuyên mục. Address of the site or of a section")],
    into: Annotated[Path, typer.Option(help="Ghi vào thư mục này. Folder for the files")] = Path("sources"),
) -> None:
    """Nguồn mới từ địa chỉ. Detect the platform, draft the file, keep a page whose answers you then fill in."""
    config: Config = ctx.obj
    draft = guess(url)
    looked = tried(draft, 1, config)
    if not looked.lists:
        print_issues(looked.issues)
        raise SourceChanged(f"Không đọc được {url}. Nothing could be read at {url}: see the issues above.")
    source = refine(draft, looked)
    trial = tried(source, 1, config)
    articles = trial.articles or looked.articles
    if not articles:
        print_issues(trial.issues)
        raise SourceChanged(
            f"Không thấy bài nào ở {url}. No article was found at {url}: give the address of the section with warnings."
        )
    written = write_draft(source, articles[0].page, into)
    typer.echo(f"nền tảng · platform: {source.platform}; tỉnh · province: {source.province or '?'}")
    for path in written.files:
        typer.echo(str(path))
    typer.echo(
        "Điền answers rồi chạy `canhbao sources check`. Fill in the answers, then run `canhbao sources check` "
        f'(with sources = ["{into}"] in canhbao.toml).'
    )
