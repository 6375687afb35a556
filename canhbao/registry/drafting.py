"""A new source from its address: platform detected, YAML drafted, a page kept with the questions it must answer.

In: an address. Out: three files in a folder: <slug>.yml, <slug>.sample.html and <slug>.answers.json. The answers are
empty at first: `canhbao sources check` fails until a person has read the page and filled them in, so that no source is
trusted by what a program believes of itself.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from canhbao.registry.samples import ANSWERS, QUESTIONS, SAMPLE
from canhbao.registry.trial import Trial
from crawler.model import Body, ConfigurationError, Page, Source
from crawler.text.unicode import fold
from crawler.vocab.units import provinces_34
from spiders.platforms import PLATFORMS


@dataclass(frozen=True, slots=True)
class Draft:
    """The files that were written."""

    source: Source
    files: tuple[Path, ...]


def guess(url: str) -> Source:
    """A first source of a bare address, to look at its home page. Raises ConfigurationError for no web address."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigurationError(f"'{url}' không phải địa chỉ web. '{url}' is no web address: write https://….")
    slug = re.sub(r"[^a-z0-9]+", "-", host.removeprefix("www.").lower()).strip("-")[:60]
    origin = f"{parts.scheme}://{parts.netloc}/"
    listing = url if parts.path not in ("", "/") else origin
    return Source(
        slug=slug,
        name=host,
        body=guess_body(host),
        province=guess_province(host),
        platform="listing",
        homepage=origin,
        listings=(listing,),
        follow="cued",
        confirmed="live",
        evidence=f"drafted from {url}",
    )


def guess_body(host: str) -> Body:
    """Police, portal or newspaper by the host's form."""
    if host.startswith(("congan.", "ca.")):
        return Body.POLICE
    return Body.PORTAL if host.endswith(".gov.vn") else Body.NEWSPAPER


def guess_province(host: str) -> str:
    """A province of the 34 whose unaccented name is a label of the host (after 'bao' or 'congan'), or ''."""
    labels = {re.sub(r"^(?:bao|congan)", "", label) for label in host.lower().split(".")}
    names = {re.sub(r"[^a-z]", "", fold(province.name)): province.name for province in provinces_34()}
    return next((name for key, name in names.items() if key in labels), "")


def refine(source: Source, trial: Trial) -> Source:
    """The source with the platform that its pages show and the feeds that they announce."""
    platform = trial.detected if trial.detected in PLATFORMS else "feed" if trial.feeds else "listing"
    known_form = platform not in ("feed", "listing")
    return source.model_copy(
        update={
            "platform": platform,
            "feeds": trial.feeds[:5],
            "follow": "cued" if not known_form or source.body is Body.NEWSPAPER else "articles",
        }
    )


def write_draft(source: Source, page: Page, folder: Path) -> Draft:
    """Write the three files. Raises ConfigurationError if one is there already or the folder cannot be written."""
    paths = tuple(folder / f"{source.slug}{suffix}" for suffix in (".yml", SAMPLE, ANSWERS))
    for path in paths:
        if path.exists():
            raise ConfigurationError(f"Đã có {path}. {path} is there already: remove it, or choose another --into.")
    facts = source.model_dump(mode="json", exclude_defaults=True)
    questions = {
        "url": page.url,
        "content_type": page.content_type,
        "answers": dict.fromkeys(QUESTIONS, ""),
        "note": "Mở tệp mẫu bằng mắt và điền answers. Read the sample with your own eyes and fill in the answers: "
        "published as YYYY-MM-DD in Vietnam, the first and the last few words of the article's text.",
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths[0].write_text(yaml.safe_dump(facts, allow_unicode=True, sort_keys=False), encoding="utf-8")
        paths[1].write_bytes(page.body)
        paths[2].write_text(json.dumps(questions, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"Không ghi được vào {folder}: {error.strerror}. Cannot write into {folder}: check its permissions."
        ) from error
    return Draft(source, paths)
