"""Mails and saved web pages (EML, MHTML) to subject, date, text and attached files. Pure standard library, no network."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage

from crawler.read.charset import decode
from crawler.read.html import block_text, parse_html

_MAX_PARTS = 100


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
            tree = parse_html(decode(payload, str(part.get("Content-Type", "")))[0])
            rich.append(block_text(tree) if tree is not None else "")
        elif name:
            files.append((name.replace("\\", "/").rsplit("/", 1)[-1][-120:], media, payload))
    text = "\n\n".join(part for part in (plain if any(map(str.strip, plain)) else rich) if part.strip())
    return Mail(_header(message, "Subject"), _header(message, "Date"), text, tuple(files))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message[name] or "").split())
    except (ValueError, IndexError, AttributeError, TypeError):  # the standard parser raises these on broken headers
        return ""
