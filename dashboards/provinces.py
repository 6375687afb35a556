"""Provinces as pages address them: by slug, on the map of 34 or of 63."""

from crawler.vocab.units import Province, province_2025_of, provinces_34, provinces_63, provinces_old_of


def provinces_of(old: bool) -> tuple[Province, ...]:
    """All provinces of the asked map."""
    return provinces_63() if old else provinces_34()


def province_by_slug(slug: str, old: bool) -> str | None:
    """A province's name from its slug on the asked map."""
    return {province.slug: province.name for province in provinces_of(old)}.get(slug)


def province_slugs(old: bool) -> dict[str, str]:
    """Slugs by name of the asked map."""
    return {province.name: province.slug for province in provinces_of(old)}


def relatives(name: str, old: bool) -> tuple[str, ...]:
    """The provinces of the other map that a province of the asked one lies in or is made of."""
    return (province_2025_of(name),) if old else provinces_old_of(name)
