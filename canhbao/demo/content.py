"""The sample articles: stories and placements from YAML, made into dated articles relative to today.

In: content/*.yml and a day. Out: Articles with what a careful reader would label, which makes the demo a test as well.
Before 2025-07-01 an article names the old province and a district, since then the new province and a commune.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from crawler.text.dates import VIETNAM
from crawler.vocab.units import REFORM

CITIES_OLD = frozenset({"Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế"})
FILES = ("warnings", "more_warnings", "others")


class Placement(BaseModel):
    """One appearance of a story. `place` is 'new' or 'new/old'; `days` before today."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    site: str
    days: int = Field(ge=1, le=730)
    place: str
    form: Literal["full", "short", "retitled", "reissue"] = Field(default="full", alias="as")
    attach: Literal["", "pdf", "docx", "scan"] = ""


class StoryText(BaseModel):
    """A story with its labels: what a careful reader would say of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: str
    tactics: tuple[str, ...] = ()
    title: str
    title2: str = ""
    lead: str = ""
    body: tuple[str, ...]
    dispatch: bool = False
    at: tuple[Placement, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A dated article of one site. `number` is its id on the site; `province` the unit it speaks of, by its date."""

    site: str
    number: int
    story: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    published: datetime
    province: str
    kind: str
    tactics: tuple[str, ...]
    attach: str
    is_dispatch: bool

    @property
    def slug(self) -> str:
        """The title for an address: folded words joined by hyphens."""
        from crawler.text.unicode import fold

        words = "".join(c if c.isalnum() else " " for c in fold(self.title)).split()
        return "-".join(words)[:90].rstrip("-")


@cache
def stories() -> tuple[StoryText, ...]:
    """Every story. Raises pydantic.ValidationError naming the field if a file is broken."""
    folder = resources.files("canhbao.demo").joinpath("content")
    return tuple(
        StoryText.model_validate(raw)
        for name in FILES
        for raw in yaml.safe_load(folder.joinpath(f"{name}.yml").read_text(encoding="utf-8"))["stories"]
    )


@cache
def _units() -> dict[str, dict[str, list[str]]]:
    text = resources.files("canhbao.demo").joinpath("content", "units.yml").read_text(encoding="utf-8")
    units: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return units


def with_type(province: str) -> str:
    """'tỉnh Nghệ An', 'thành phố Huế'."""
    return f"thành phố {province}" if province in CITIES_OLD else f"tỉnh {province}"


def articles(today: date) -> list[Article]:
    """All articles as they stand on a day, oldest first; numbers rise with time on each site."""
    drafts = [(placement, story) for story in stories() for placement in story.at]
    drafts.sort(key=lambda draft: (-draft[0].days, draft[1].id, draft[0].site))
    numbers: dict[str, int] = {}
    result = []
    for placement, story in drafts:
        numbers[placement.site] = number = numbers.get(placement.site, 1000) + 7
        result.append(_article(story, placement, today, number))
    return result


def _article(story: StoryText, placement: Placement, today: date, number: int) -> Article:
    day = today - timedelta(days=placement.days)
    new, _, old = placement.place.partition("/")
    province = (old or new) if day < REFORM else new
    choices = _units()["old" if day < REFORM else "new"].get(province, [])
    unit = choices[number % len(choices)] if choices else "trung tâm"
    before = day - timedelta(days=1)
    slots = {
        "{ca}": f"Công an {with_type(province)}",
        "{tinh}": with_type(province),
        "{noi}": unit,
        "{ngay}": f"{before.day}/{before.month}",
    }
    title, lead, body = _edited(story, placement.form)
    published = datetime(day.year, day.month, day.day, 7 + number % 12, (number * 13) % 60, tzinfo=VIETNAM)
    return Article(
        site=placement.site,
        number=number,
        story=story.id,
        title=_filled(title, slots),
        lead=_filled(lead, slots),
        paragraphs=tuple(_filled(paragraph, slots) for paragraph in body),
        published=published,
        province=province,
        kind=story.kind,
        tactics=story.tactics,
        attach=placement.attach,
        is_dispatch=story.dispatch,
    )


def _edited(story: StoryText, form: str) -> tuple[str, str, tuple[str, ...]]:
    if form == "short":
        return story.title, story.lead, (story.body[0], story.body[-1])
    if form == "retitled":
        return story.title2 or story.title, story.lead, story.body
    if form == "reissue":
        note = "Thông tin này cũng đã được lực lượng chức năng các địa phương khác đưa ra trong thời gian qua."
        return story.title, story.lead, (*story.body, note)
    return story.title, story.lead, story.body


def _filled(text: str, slots: dict[str, str]) -> str:
    for name, value in slots.items():
        text = text.replace(name, value)
    return text
