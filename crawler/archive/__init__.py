"""Bytes first, then everything else: WARC files and the ledger."""

from crawler.archive.ledger import Ledger
from crawler.archive.records import Capture, DamagedRecord, Position
from crawler.archive.scan import Damage
from crawler.archive.schema import Discovery, PageRow, RecordRow, RevisionRow
from crawler.archive.store import Archive, DiskFull
from crawler.archive.urls import canonical_url, host_of
from crawler.archive.verify import Report, verify

__all__ = [
    "Archive",
    "Capture",
    "Damage",
    "DamagedRecord",
    "Discovery",
    "DiskFull",
    "Ledger",
    "PageRow",
    "Position",
    "RecordRow",
    "Report",
    "RevisionRow",
    "canonical_url",
    "host_of",
    "verify",
]
