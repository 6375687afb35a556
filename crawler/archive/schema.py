"""The ledger's tables and rows (SQLite). Facts only: what a row holds and what its columns mean."""

from dataclasses import dataclass
from datetime import datetime

from crawler.archive.records import Position
from crawler.model import Outcome

VERSION = 2

# pages: the frontier and the present state of each address. revisions: each payload seen at an address. records: each
# WARC record. links: which attachments an article carries. visits: what one run made of one article, the balance.
# hosts, robots: politeness that outlives a run. definitions: where the archive holds what was in force. lists: feeds, sitemaps
# and listings of which a run did not come to the end.
TABLES = """
CREATE TABLE IF NOT EXISTS pages (
  page_id TEXT PRIMARY KEY, url TEXT NOT NULL, canonical_url TEXT NOT NULL, source TEXT NOT NULL, role TEXT NOT NULL,
  parent TEXT, listed_title TEXT, listed_published TEXT, first_seen REAL NOT NULL, last_seen REAL NOT NULL,
  fetched REAL, attempts INTEGER NOT NULL DEFAULT 0, revision TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', warns INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS pages_by_source ON pages (source, role, outcome);
CREATE TABLE IF NOT EXISTS links (
  parent TEXT NOT NULL, child TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (parent, child)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS records (
  record INTEGER PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
  digest TEXT NOT NULL, url TEXT NOT NULL, page_id TEXT NOT NULL, source TEXT NOT NULL, role TEXT NOT NULL,
  status INTEGER NOT NULL, truncated TEXT NOT NULL, fetched REAL NOT NULL, run_id TEXT NOT NULL, UNIQUE (file, offset));
CREATE TABLE IF NOT EXISTS revisions (
  page_id TEXT NOT NULL, revision TEXT NOT NULL, source TEXT NOT NULL, role TEXT NOT NULL, status INTEGER NOT NULL,
  content_type TEXT NOT NULL, filename TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
  record INTEGER NOT NULL REFERENCES records, first_seen REAL NOT NULL, last_seen REAL NOT NULL,
  run_id TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', warns INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (page_id, revision));
CREATE INDEX IF NOT EXISTS revisions_by_digest ON revisions (source, revision);
CREATE INDEX IF NOT EXISTS revisions_by_outcome ON revisions (role, outcome);
CREATE TABLE IF NOT EXISTS visits (
  run_id TEXT NOT NULL, page_id TEXT NOT NULL, source TEXT NOT NULL, outcome TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '', warns INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (run_id, page_id));
CREATE TABLE IF NOT EXISTS files (
  file TEXT PRIMARY KEY, source TEXT NOT NULL, run_id TEXT NOT NULL, sealed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS runs (
  run_id TEXT NOT NULL, source TEXT NOT NULL, started REAL NOT NULL, finished REAL, summary TEXT,
  PRIMARY KEY (run_id, source));
CREATE TABLE IF NOT EXISTS hosts (
  host TEXT PRIMARY KEY, until REAL NOT NULL, failures INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS robots (
  origin TEXT PRIMARY KEY, fetched REAL NOT NULL, allow_all INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS definitions (
  urn TEXT NOT NULL, digest TEXT NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
  kept REAL NOT NULL, PRIMARY KEY (urn, digest));
CREATE TABLE IF NOT EXISTS lists (
  page_id TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL, role TEXT NOT NULL,
  opened REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (source, page_id));
"""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The ledger's answer to a discovered address. `fetch` says whether the run should request it now, `relisted` whether the
    list says something else of a known one than before.
    """

    page_id: str
    fetch: bool
    known: bool
    relisted: bool = False


@dataclass(frozen=True, slots=True)
class PageRow:
    """An address in the frontier. `revision` is its newest payload, '' before the first fetch."""

    page_id: str
    url: str
    canonical_url: str
    source: str
    role: str
    parent: str | None
    listed_title: str | None
    listed_published: str | None
    revision: str
    outcome: Outcome
    reason: str
    attempts: int
    first_seen: datetime
    fetched: datetime | None


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One payload at one address, with where its record lies and how it ended."""

    page_id: str
    revision: str
    url: str
    canonical_url: str
    source: str
    role: str
    parent: str | None
    listed_title: str | None
    listed_published: str | None
    status: int
    content_type: str
    filename: str
    etag: str
    last_modified: str
    position: Position
    fetched: datetime
    truncated: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One WARC record as the ledger knows it: the archive's index. `digest` is hex SHA-256 of the payload."""

    position: Position
    digest: str
    url: str
    source: str
    run_id: str


@dataclass(frozen=True, slots=True)
class OpenList:
    """A feed, sitemap or listing that is not read to its end yet."""

    url: str
    role: str


@dataclass(frozen=True, slots=True)
class UnsealedFile:
    """A WARC file that was not closed in order. `entered` is the end, in bytes, of its last record in the ledger."""

    name: str
    entered: int


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What an origin's robots.txt said. `allow_all` where there is none; then `body` is empty."""

    allow_all: bool
    body: bytes


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a revision ended, and whether its advisory warns."""

    outcome: Outcome
    reason: str
    warns: bool
