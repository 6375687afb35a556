"""Courtesy that outlives a run: which hosts asked to be left alone, and what their robots.txt said.

In: failures and rules. Out: seconds to wait, cached rules. Knows no network.
"""

from crawler.archive.database import Database
from crawler.archive.schema import RobotsRules

BACK_OFF_FIRST = 5.0
BACK_OFF_LONGEST = 6 * 3600.0


class Courtesy(Database):
    """Hosts of the ledger."""

    def back_off(self, host: str, seconds: float, reason: str) -> float:
        """Ask nothing of a host for a while; doubled for each failure in a row, at most 6 h. Seconds set."""
        now = self._clock()
        with self._writing() as db:
            row = db.execute("SELECT failures FROM hosts WHERE host=?", (host,)).fetchone()
            failures = (row["failures"] if row else 0) + 1
            wait: float = min(max(seconds, BACK_OFF_FIRST * 2 ** min(failures - 1, 12)), BACK_OFF_LONGEST)
            db.execute(
                "INSERT OR REPLACE INTO hosts (host, until, failures, reason) VALUES (?,?,?,?)",
                (host, now + wait, failures, reason),
            )
        return wait

    def resume_host(self, host: str) -> None:
        """A host answered well: forget its failures, unless it asked for peace meanwhile."""
        if self._db.execute("SELECT 1 FROM hosts WHERE host=? AND until<=?", (host, self._clock())).fetchone():
            with self._writing() as db:
                db.execute("DELETE FROM hosts WHERE host=?", (host,))

    def host_wait(self, host: str) -> float:
        """Seconds until a host may be asked again; 0 if now."""
        row = self._db.execute("SELECT until FROM hosts WHERE host=?", (host,)).fetchone()
        return max(0.0, float(row["until"]) - self._clock()) if row else 0.0

    def robots(self, origin: str, max_age: float) -> RobotsRules | None:
        """Cached robots rules of an origin, not older than `max_age` seconds, or None."""
        row = self._db.execute("SELECT allow_all, body, fetched FROM robots WHERE origin=?", (origin,)).fetchone()
        if row is None or self._clock() - row["fetched"] > max_age:
            return None
        return RobotsRules(bool(row["allow_all"]), bytes(row["body"]))

    def keep_robots(self, origin: str, rules: RobotsRules) -> None:
        """Cache the robots rules of an origin."""
        with self._writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO robots (origin, fetched, allow_all, body) VALUES (?,?,?,?)",
                (origin, self._clock(), int(rules.allow_all), rules.body),
            )
