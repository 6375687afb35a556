"""Identities come from content, so that any step may run twice (DESIGN section 2)."""

import hashlib


def payload_digest(body: bytes) -> str:
    """Hex SHA-256 of a payload: the revision of a page."""
    return hashlib.sha256(body).hexdigest()


def page_id(canonical_url: str) -> str:
    """16 hex digits of the SHA-256 of a canonical URL."""
    return hashlib.sha256(canonical_url.encode("utf-8")).hexdigest()[:16]


def advisory_id(source: str, page: str) -> str:
    """Source-scoped id of the advisory that a page carries: 16 hex digits, stable across its revisions."""
    return hashlib.sha256(f"{source}\n{page}".encode()).hexdigest()[:16]
