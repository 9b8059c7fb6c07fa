"""What kind of file some bytes are: by their name, and by what stands at their head where that says otherwise."""

import io
import re
from pathlib import PurePosixPath
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.formats.known import FORMATS
from corpus.zip import DAMAGED, open_zip

ZIP = "zip"

_BY_SUFFIX = {suffix: known.name for known in FORMATS.values() for suffix in known.suffixes} | {".zip": ZIP}
_SAVE_AS = {  # endings of what is not read, and what to save it as
    ".docx": (".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".pages"),
    ".xlsx": (".xls", ".xlt", ".xlsb", ".et", ".ods", ".numbers"),
    ".pptx": (".ppt", ".pps", ".pot", ".dps", ".odp", ".key"),
    ".pdf": (".caj", ".ofd", ".nh", ".kdh", ".djvu", ".xps"),
    ".epub": (".mobi", ".azw", ".azw3", ".fb2"),
    ".html": (".mht", ".mhtml", ".webarchive"),
    ".zip": (".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"),
}
_INSTEAD = {old: new for new, olds in _SAVE_AS.items() for old in olds}
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic")
_OCR = "run OCR on it, and add the text"
_HEADS = (  # what files begin with that are not read
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", _OCR),
    (b"\xff\xd8\xff", "a picture (JPEG)", _OCR),
    (b"GIF8", "a picture (GIF)", _OCR),
    (b"Rar!\x1a\x07", "a RAR archive", "pack it as .zip"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "pack it as .zip"),
    (b"\x1f\x8b\x08", "a gzip archive", "unpack it"),
    (b"{\\rtf", "an RTF document", "save it as .docx"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,1000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = 4096  # bytes
_OFFICE = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}
_BINARY = frozenset(("pdf", "docx", "pptx", "xlsx", "epub", ZIP))


def is_read(name: str) -> bool:
    """Whether files of this name may be read, as far as the name tells: one without an ending may be anything."""
    suffix = PurePosixPath(name).suffix.lower()
    return not suffix or suffix in _BY_SUFFIX or suffix in _INSTEAD


def kind_of(name: str, data: bytes) -> tuple[str, str | None]:
    """The format of a file, or ``zip``, and a warning if its name says another.

    Raises: SourceError for what cannot be read, with what to do instead.
    """
    suffix = PurePosixPath(name).suffix.lower()
    named = _BY_SUFFIX.get(suffix)
    if named is None and suffix and suffix not in _INSTEAD:
        raise unknown(name)
    _check_head(suffix, data)
    found = _by_content(data)
    if found is None or found == named:
        if named is None:
            raise _instead(suffix) if suffix else unknown(name)
        if found is None and named in _BINARY:
            raise SourceError(f"is named {suffix} but is not {_label(named)}: look whether it opens, and save it again")
        return named, None
    if found == ZIP and named in _BINARY:
        raise SourceError(f"is named {suffix} but is not {_label(named)}: a ZIP archive of other files")
    warning = f"is {_label(found)} by its content, although it is named {suffix}" if suffix else None
    return found, warning


def unknown(name: str) -> SourceError:
    """The error for a file of a kind that is not read."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _PICTURES:
        return SourceError(f"is a picture ({suffix}): {_OCR}")
    if suffix in _INSTEAD:
        return _instead(suffix)
    known = ", ".join(_BY_SUFFIX)
    return SourceError(f"files of the kind {suffix or 'without an ending'} cannot be read; these can: {known}")


def _instead(suffix: str) -> SourceError:
    new = _INSTEAD[suffix]
    verb = "pack it as" if new == ".zip" else "save it as"
    return SourceError(f"files of the kind {suffix} cannot be read: {verb} {new}")


def _label(name: str) -> str:
    return "a ZIP archive" if name == ZIP else FORMATS[name].label


def _check_head(suffix: str, data: bytes) -> None:
    for head, label, advice in _HEADS:
        if data.startswith(head):
            raise SourceError(f"is not a text file but {label}: {advice}")
    if data.startswith(_OLE):
        if suffix in (".docx", ".pptx", ".xlsx") or _PROTECTED in data:
            raise SourceError("is protected by a password: save it without one")
        new = _INSTEAD.get(suffix, ".docx, .xlsx or .pptx")
        raise SourceError(f"is a file of Office 97 to 2003: save it as {new}")


def _by_content(data: bytes) -> str | None:
    """The format that the bytes tell themselves; None for texts without markup and whatever else."""
    if data[:_HEAD].lstrip(b"\xef\xbb\xbf\r\n\t \0").startswith(b"%PDF-"):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return format_in_zip(io.BytesIO(data))
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) // 2 * 2].decode("utf-16", errors="replace").encode()
    return "html" if _HTML.match(head) else None


def format_in_zip(file: BinaryIO) -> str:
    """The format that a ZIP archive is, ``zip`` if it is one of other files. Raises: SourceError as open_zip."""
    with open_zip(file) as archive:
        names = archive.namelist()
        try:
            if "mimetype" in names and archive.read("mimetype")[:100].strip() == b"application/epub+zip":
                return "epub"
        except (*DAMAGED, RuntimeError):
            return ZIP
    if "[Content_Types].xml" in names:
        return next((kind for folder, kind in _OFFICE.items() if any(name.startswith(folder) for name in names)), ZIP)
    return ZIP
