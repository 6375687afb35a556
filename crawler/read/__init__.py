"""Bytes to documents: whatever a portal published, as text with dates, attachments and anchors.

`read` takes pages (pages.py opens each kind of page, files.py what hangs on it, document.py puts a Document together);
`read_text` takes text that is given. Files are parsed in confined children (sandbox.py).
"""

from crawler.read.document import read_text
from crawler.read.outcomes import ReadOutcome
from crawler.read.pages import read

__all__ = ["ReadOutcome", "read", "read_text"]
