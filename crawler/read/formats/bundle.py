"""ZIP, RAR and 7z to the files in them, by libarchive, in memory: no member's name ever becomes a path.

Runs inside the worker only. Each member is parsed afterwards in a child of its own, so that one cannot harm another.
"""

from crawler.read.file_text import FileText
from crawler.read.outcomes import ReadOutcome
from crawler.text.unicode import clean

MAX_MEMBERS = 100
MAX_UNPACKED = 64 * 1024 * 1024
MAX_RATIO = 500


def _format(body: bytes) -> str:
    """libarchive's name of the format; told to it, since it takes a RAR that ends in a DOCX for that DOCX."""
    if body.startswith(b"Rar!\x1a\x07\x01"):
        return "rar5"
    if body.startswith(b"Rar!"):
        return "rar"
    return "7zip" if body.startswith(b"7z") else "zip"


def read_bundle(body: bytes) -> FileText:
    """The members with their bytes, folders and the leavings of macOS left out."""
    try:
        import libarchive
    except (ImportError, OSError, AttributeError) as error:  # the system library is missing
        return FileText(ReadOutcome.UNSUPPORTED, detail=f"libarchive (Debian: apt-get install libarchive13): {error}")
    members: list[tuple[str, bytes]] = []
    unpacked = 0
    try:
        with libarchive.memory_reader(body, _format(body)) as archive:
            for entry in archive:
                path = clean(str(entry.pathname)).replace("\\", "/")
                if path.startswith("/") or ".." in path.split("/"):
                    return FileText(ReadOutcome.BOMB, detail="a member's name points outside")
                name = path.rsplit("/", 1)[-1]
                if not entry.isfile or not name or name.startswith(".") or "__MACOSX" in path:
                    continue
                if len(members) >= MAX_MEMBERS:
                    return FileText(ReadOutcome.TOO_BIG, detail=f"over {MAX_MEMBERS} members")
                data = bytearray()
                for block in entry.get_blocks():
                    data += block
                    if unpacked + len(data) > min(MAX_UNPACKED, max(1 << 20, MAX_RATIO * len(body))):
                        return FileText(ReadOutcome.BOMB, detail=f"over {unpacked + len(data)} bytes unpacked")
                unpacked += len(data)
                members.append((name[-120:], bytes(data)))
    except libarchive.exception.ArchiveError as error:
        told = str(error).lower()
        if "passphrase" in told or "encrypt" in told:
            return FileText(ReadOutcome.ENCRYPTED, detail=str(error))
        if not members:
            return FileText(ReadOutcome.CORRUPT, detail=str(error))
        return FileText(ReadOutcome.TEXT, members=tuple(members), flags=("pages_left_out",), detail=str(error))
    if not members:
        return FileText(ReadOutcome.NO_TEXT)
    return FileText(ReadOutcome.TEXT, members=tuple(members))
