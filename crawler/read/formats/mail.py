"""Mails and saved web pages (EML, MHTML) to subject, date, text and attached files. No network, and no parser of strangers' formats."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage

from crawler.read.charset import decode
from crawler.read.html import block_text, parse_html, without_unseen
from crawler.read.sniff import is_saved_mail

_MAX_PARTS = 100
_STUB = 0.5  # a plain part with under this share of the letters of the rich one is a stub: 'This message is in HTML'


@dataclass(frozen=True, slots=True)
class Mail:
    """`files` are (name, media type, bytes). `date` is the raw header, '' if there is none."""

    subject: str
    date: str
    text: str
    files: tuple[tuple[str, str, bytes], ...]


def read_mail(body: bytes) -> Mail:
    """The parts of a mail. A damaged one gives what can be read of it."""
    message = email.message_from_bytes(body, policy=email.policy.default)
    plain: list[str] = []
    rich: list[str] = []
    files: list[tuple[str, str, bytes]] = []
    for count, part in enumerate(message.walk()):
        if part.is_multipart() or count > _MAX_PARTS:
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        name = part.get_filename() or ""
        media = part.get_content_type()
        if not name and media == "text/plain":
            plain.append(decode(payload, str(part.get("Content-Type", "")))[0])
        elif not name and media == "text/html":
            rich.append(_shown(decode(payload, str(part.get("Content-Type", "")))[0]))
        elif name:
            files.append((name.replace("\\", "/").rsplit("/", 1)[-1][-120:], media, payload))
    shown, other = "\n\n".join(filter(str.strip, plain)), "\n\n".join(filter(str.strip, rich))
    text = shown if _letters(shown) >= _STUB * _letters(other) and shown else other
    return Mail(_header(message, "Subject"), _header(message, "Date"), text, tuple(files))


def words_of(data: bytes, media: str) -> str:
    """The words that a person sees in HTML or in a page saved as a mail, else the text itself."""
    if is_saved_mail(data):
        return read_mail(data).text
    text = decode(data, media)[0]
    is_html = "html" in media.lower() or text.lstrip()[:100].lower().startswith(("<html", "<!doctype html"))
    return _shown(text) if is_html else text


def _shown(text: str) -> str:
    tree = parse_html(text)
    return block_text(without_unseen(tree)) if tree is not None else ""


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message[name] or "").split())
    except (ValueError, IndexError, AttributeError, TypeError):  # the standard parser raises these on broken headers
        return ""
