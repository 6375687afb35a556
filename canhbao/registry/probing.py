"""One look at a source's real site, kept as a confirmation."""

from datetime import UTC, datetime

from canhbao.config import Config
from canhbao.confirmations import Confirmation, confirmation_of, save_confirmation
from canhbao.registry.trial import try_source
from canhbao.run.child import ChildFailed
from crawler.health import HealthState, state_of
from crawler.model import Source


def look_at(config: Config, source: Source) -> Confirmation:
    """Read one article of a source, and keep what was found in the data folder."""
    now = datetime.now(UTC)
    try:
        trial = try_source(config, source, 1)
    except ChildFailed as error:
        found = confirmation_of(HealthState.BROKEN, 0, "", [str(error)], now)
    else:
        read = sum(article.document is not None for article in trial.articles)
        state = state_of(issue.kind for issue in trial.issues)
        if state is HealthState.OK and not read:
            state = HealthState.QUIET if trial.lists else HealthState.UNREACHABLE
        found = confirmation_of(state, read, trial.detected, [issue.message for issue in trial.issues], now)
    save_confirmation(config.data, source.slug, found)
    return found
