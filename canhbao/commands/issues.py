"""Issues of sources on standard error: what is wrong and what to do."""

from collections.abc import Iterable

from rich.console import Console

from crawler.model import Issue

EXIT_PARTLY = 3


def print_issues(issues: Iterable[Issue]) -> None:
    """One line for each issue."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for issue in issues:
        console.print(f"canhbao: {issue.message} {issue.remedy}".rstrip(), markup=False)
