"""A source as people write it: one YAML file of facts (pydantic, because people edit it)."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class Body(StrEnum):
    """The kind of publisher."""

    PORTAL = "portal"
    POLICE = "police"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"
    NEWSPAPER = "newspaper"
    MINISTRY = "ministry"
    AGENCY = "agency"


class TlsPolicy(StrEnum):
    """strict: verify; intermediates: known missing intermediates are supplied; tolerate: accepted, recorded, shown."""

    STRICT = "strict"
    INTERMEDIATES = "intermediates"
    TOLERATE = "tolerate"


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)  # built when a source is read


class Selectors(_Fact):
    """CSS selectors that differ from the platform's own; empty means the platform's."""

    links: str = ""
    next_page: str = ""
    title: str = ""
    lead: str = ""
    body: str = ""
    date: str = ""
    author: str = ""
    attachments: str = ""
    remove: tuple[str, ...] = ()


class Expectations(_Fact):
    """What a healthy run shows. `minimum_items` per full listing; below it the run of the source fails."""

    minimum_items: int = Field(default=1, ge=0)
    maximum_items: int | None = Field(default=None, ge=1)
    filled: tuple[Literal["title", "published", "text", "author"], ...] = ("title", "text")


class Politeness(_Fact):
    """Limits towards one host. `delay` in seconds between requests; `budget` is pages a run.

    `night_only` sources are left alone from 06:00 to 22:00 in Vietnam, unless a person names them.
    """

    delay: float = Field(default=3.0, ge=0)
    budget: int = Field(default=300, ge=1)
    night_only: bool = False


class Source(_Fact):
    """Who publishes, where to look and what to expect.

    `province` is a short name among the 34 ('' for a national body); `province_old` among the 63 where the body is
    older than the merger of 2025-07-01. `feeds`, `sitemaps` and `listings` are where to look;
    `search` is the site's own search with `{query}`, asked for the cues of warnings; a sitemap's address may hold
    `{year}` and `{month}` (`{month:02d}`), then each month of the wanted range is read. `follow` tells which
    listed links are fetched: every one that has the form of an article, or only those whose title has a cue of a warning
    (for a newspaper, or a portal whose form of addresses is not known). `confirmed` is how far its address is known: seen
    live, in stored material, in a list of others, or inferred from a pattern; an inferred one is not crawled until
    `canhbao sources check --live` has found it. `evidence` says where the fact comes from.
    """

    slug: Slug
    name: str = Field(min_length=1)
    name_en: str = ""
    body: Body
    province: str = ""
    province_old: str = ""
    platform: Slug
    homepage: str = Field(pattern=r"^https?://")
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    search: str = Field(default="", pattern=r"^$|^https?://.*\{query\}")
    hosts: tuple[str, ...] = ()
    article_pattern: str = ""
    follow: Literal["articles", "cued"] = "articles"
    section_only: bool = False
    selectors: Selectors = Selectors()
    expect: Expectations = Expectations()
    politeness: Politeness = Politeness()
    tls: TlsPolicy = TlsPolicy.STRICT
    cadence_hours: float = Field(default=24.0, gt=0)
    confirmed: Literal["live", "stored", "listed", "inferred"] = "listed"
    evidence: str = ""
    enabled: bool = True
    notes: str = ""
