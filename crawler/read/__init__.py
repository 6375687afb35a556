"""Bytes to documents: whatever a portal published, as text with dates, attachments and anchors.

`pages.read` takes pages (pages.py opens each kind of page, files.py what hangs on it, document.py puts a Document together);
`document.read_text` takes text that is given, and knows no HTML. Files are parsed in confined children (sandbox.py).
"""
