"""Days and numbers as people read them, on pages and in the terminal: in Vietnam's time and with the language's marks.

In: values. Out: text. Knows neither pages nor tables.
"""

from datetime import date, datetime
from typing import Any

from crawler.text.dates import VIETNAM


def day(value: Any) -> str:
    """dd/mm/yyyy in Vietnam, from a date, a datetime or ISO text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(VIETNAM)
    return f"{value:%d/%m/%Y}"


def known_day(value: Any, precision: str | None) -> str:
    """As `day`, no finer than the date is known: mm/yyyy for a month, yyyy for a year."""
    shown = day(value)
    return shown[6:] if precision == "year" else shown[3:] if precision == "month" else shown


def iso_day(value: date, precision: str | None) -> str:
    """A day in ISO 8601, no finer than it is known: '2024-03' for a month, '2024' for a year."""
    shown = value.isoformat()
    return shown[:4] if precision == "year" else shown[:7] if precision == "month" else shown


def minute(value: datetime) -> str:
    """dd/mm/yyyy hh:mm in Vietnam."""
    return f"{value.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def thousands(value: int) -> str:
    """A count with a dot between thousands."""
    return f"{value:,}".replace(",", ".")


def decimal(value: float, language: str) -> str:
    """A number with as many places as it has, with the language's decimal mark."""
    return f"{value:g}" if language == "en" else f"{value:g}".replace(".", ",")


def fraction(value: float | None, language: str) -> str:
    """A fraction with two places, with the language's decimal mark."""
    text = "–" if value is None else f"{value:.2f}" if value else "0"
    return text.replace(".", ",") if language == "vi" else text


def signed(value: float | None, language: str) -> str:
    """A difference with its sign: of counts as it is, of rates with two places."""
    if not value:
        return "–" if value is None else "0"
    text = f"{value:+d}" if isinstance(value, int) else f"{value:+.2f}"
    return text.replace("-", "−").replace(".", "," if language == "vi" else ".")


def percent(value: float | None, language: str) -> str:
    """A share with its sign, without places."""
    if value is None:
        return "–"
    text = f"{value:+.0%}" if value else "0%"
    return text.replace("-", "−").replace("%", " %" if language == "vi" else "%")
