"""ZIP archives, read within bounds and never written to the disk: of articles, and those that office files are."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.refusal import Refusal

MOST_MEMBERS = 20_000
MOST_UNPACKED = 1 << 30  # bytes of all members together
_MOST_DIRECTORY = 16 << 20  # bytes of the list of members
_MOST_RATIO = 200  # times that a member may be larger than what it is packed into; text reaches 20
_SMALL = 8 << 20  # bytes: a smaller member may be packed as well as it likes
_END = struct.Struct("<4s4H2LH")  # of the archive: mark, disks, members, size and place of the list, comment
_END_MARK = b"PK\x05\x06"
_END64 = struct.Struct("<4sQ2H2L4Q20x")  # the same for large archives, and the 20 bytes behind it that lead to it
_END64_MARK = b"PK\x06\x06"
_NAMED_IN_UTF8 = 0x800
_PROTECTED = 0x1

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError)
"""What reading a damaged archive raises, beside KeyError for a member that it lacks.

NotImplementedError is zipfile's word for a way of packing that it does not know, or that damage made up.
"""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its path there, with ``/`` between folders, and its bytes."""

    name: str
    data: bytes


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """The archive in ``file``, after a look at the sizes it claims, which are all that is ever unpacked of it.

    Raises: SourceError if it is damaged, or too large, or packs far more than real files do (a zip bomb).
    """
    _check_directory(file)
    try:
        archive = zipfile.ZipFile(file)
    except (*DAMAGED, OSError, ValueError) as error:
        raise SourceError(f"is damaged: not a whole ZIP archive ({error})") from error
    entries = archive.infolist()
    if len(entries) > MOST_MEMBERS:
        raise SourceError(f"holds {len(entries)} files, at most {MOST_MEMBERS} are read: divide it")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise SourceError(f"is larger than {MOST_UNPACKED >> 30} GB unpacked: it is not read")
    for entry in entries:
        if entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1):
            times = entry.file_size // max(entry.compress_size, 1)
            raise SourceError(f"unpacks to {times} times its size ({_name(entry)}): a zip bomb, it is not read")
    return archive


def members(file: BinaryIO, most: int) -> Iterator[Member | Refusal]:
    """The files of an archive in the order of its list, each of at most ``most`` bytes; what is not read is refused.

    Names in GBK are read as such. A name that leads out of the archive, a link, and an archive in it are refused;
    folders, hidden files and what macOS adds are passed over. Raises as open_zip.
    """
    with open_zip(file) as archive:
        for entry in archive.infolist():
            name = _name(entry)
            parts = PurePosixPath(name).parts
            if entry.is_dir() or any(part.startswith(".") and part != ".." for part in parts) or "__MACOSX" in parts:
                continue
            if reason := _refused(entry, name, most):
                yield Refusal(name, reason)
                continue
            try:
                data = archive.read(entry)
            except (*DAMAGED, RuntimeError) as error:  # RuntimeError: protected in a way that no flag tells
                yield Refusal(name, f"is damaged in the archive ({error})")
                continue
            yield Member(name, data)


def _refused(entry: zipfile.ZipInfo, name: str, most: int) -> str | None:
    mode = entry.external_attr >> 16
    if _leads_out(name):
        return "has a name that leads out of the archive: it is not read"
    if stat.S_ISLNK(mode):
        return "is a link: it is not followed"
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is not a file"
    if entry.flag_bits & _PROTECTED:
        return "is protected by a password: pack it again without one"
    if entry.file_size > most:
        return f"is {entry.file_size >> 20} MB, at most {most >> 20} MB are read"
    return None


def _leads_out(name: str) -> bool:
    windows = PureWindowsPath(name)
    return not name or name.startswith("/") or bool(windows.drive or windows.root) or ".." in windows.parts


def _name(entry: zipfile.ZipInfo) -> str:
    """The member's path. Without the flag that says UTF-8, programs in China write GBK and some on macOS UTF-8."""
    name = entry.filename
    if not entry.flag_bits & _NAMED_IN_UTF8:
        written = entry.orig_filename.partition("\0")[0].encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = written.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _check_directory(file: BinaryIO) -> None:
    """Look at the list's size before it is read: one of millions of entries takes gigabytes of memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size - 0xFFFF))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(_END_MARK)
    if at < 0 or at + _END.size > len(tail):
        raise SourceError("is damaged: its end is missing (a download that broke off?)")
    _, _, _, _, count, directory, _, _ = _END.unpack_from(tail, at)
    if at >= _END64.size and tail.startswith(_END64_MARK, at - _END64.size):
        *_, count, directory, _ = _END64.unpack_from(tail, at - _END64.size)
    if count > MOST_MEMBERS or directory > _MOST_DIRECTORY:
        raise SourceError(f"holds more files than the {MOST_MEMBERS} that are read: divide it")
