"""The ledger: every address and every revision with its outcome, and the frontier's memory.

In: discovered addresses, archived responses, outcomes. Out: what to fetch, what is unsettled, the balance. SQLite in
WAL mode with synchronous=FULL: what a call has written survives `kill -9` and power loss. Every call may be repeated.
Knows neither Scrapy nor how text is understood.
"""

from crawler.archive.accounts import Accounts
from crawler.archive.courtesy import Courtesy
from crawler.archive.database import FILE_NAME, REVISIT_FLOOR
from crawler.archive.definitions import Definitions
from crawler.archive.frontier import Frontier
from crawler.archive.open_lists import OpenLists
from crawler.archive.revisions import Archived, Revisions

__all__ = ["FILE_NAME", "REVISIT_FLOOR", "Archived", "Ledger"]


class Ledger(Frontier, Revisions, Accounts, Courtesy, Definitions, OpenLists):
    """Frontier, revisions, accounts, courtesy, definitions and open lists over one connection."""
