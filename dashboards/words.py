"""What pages say: texts in two languages, names of tactics, facets and kinds. Unknown codes are shown as they are."""

from functools import cache
from importlib import resources

import yaml

from crawler.vocab.vocabulary import Vocabulary

LANGUAGES = ("vi", "en")


@cache
def texts() -> dict[str, dict[str, str]]:
    """All texts by language and key."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(
        resources.files("dashboards").joinpath("texts.yml").read_text(encoding="utf-8")
    )
    return loaded


class Words:
    """The texts of one language, and the names of codes in it, as a vocabulary has them."""

    def __init__(self, language: str, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.language = language if language in LANGUAGES else "vi"
        self._texts = texts()[self.language]

    def __call__(self, key: str) -> str:
        """A text. Raises KeyError for an unknown key: a page must not show a hole."""
        return self._texts[key]

    def tactic(self, code: str) -> str:
        """The name of a tactic."""
        return self._vocabulary.tactic_name(code, self.language)

    def facet(self, facet: str, code: str) -> str:
        """The name of a facet's value."""
        return self._vocabulary.facet_name(facet, code, self.language)

    def value(self, dimension: str, code: str) -> str:
        """How a value of a dimension or filter is shown: names of tactics, kinds, facets and bodies, else as it is."""
        if dimension in ("impersonated", "channel"):
            return self.facet(dimension, code)
        if dimension == "body":
            return self._texts.get(f"body_{code}", code)
        return self.tactic(code) if dimension == "tactic" else self.kind(code) if dimension == "kind" else code

    def outcome(self, code: str) -> str:
        """How the reading of an attachment ended."""
        return self._texts.get(f"outcome_{code}", code)

    def flag(self, code: str) -> str:
        """A remark on a document."""
        return self._texts.get(f"flag_{code}", code)

    def kind(self, code: str) -> str:
        """The name of a kind of document."""
        return self._texts.get(f"kind_{code}", code)
