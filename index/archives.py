"""Zip archives of transcripts: members one at a time, and nothing that could fill memory or disk."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.errors import MalformedError, SourceError
from index.formats.sniff import ARCHIVE, sniff
from index.sidecar import is_sidecar, sidecar_of
from index.toml_file import MAX_BYTES as MAX_SIDECAR_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_MEMBERS = 50_000
MAX_MEMBER_BYTES = 512 << 20
MAX_TOTAL_BYTES = 8 << 30
MAX_RATIO = 250
"""Speech as XML packs to a twentieth, the same line over and over to a thousandth."""
RATIO_FROM_BYTES = 4 << 20
"""A smaller member harms nobody, however well it packs."""

_METHODS = frozenset([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
_ENCRYPTED = 0x1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
)
"""What zipfile raises on files that are not what they should be."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold."""

    members: int = MAX_MEMBERS
    member_bytes: int = MAX_MEMBER_BYTES
    total_bytes: int = MAX_TOTAL_BYTES


USUAL = Limits()
"""Of an archive in the folder of transcripts."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, or why it cannot be read."""

    name: str
    data: bytes = b""
    sidecar: bytes | None = None
    error: SourceError | None = None


def members(data: bytes) -> Iterator[Member]:
    """Yield the files of an archive by name, each unpacked only when its turn comes.

    Hidden files, folders and what macOS adds are passed over; sidecars come with the file they belong to. A name that
    leads out of the archive harms nobody, since nothing is written, but tells that somebody tried: it is refused.

    Raises:
        MalformedError: No zip archive, or one that unpacks to more than is reasonable.
    """
    with _opened(data) as archive:
        infos = _infos(archive, USUAL)
        sidecars = {info.filename: info for info in infos if is_sidecar(PurePosixPath(info.filename))}
        used = set()
        for info in infos:
            if info.filename not in sidecars:
                beside = sidecar_of(PurePosixPath(info.filename)).as_posix()
                used.add(beside)
                yield _member(archive, info, sidecars.get(beside))
        for name in sorted(sidecars.keys() - used):
            yield Member(name, error=MalformedError("it belongs to no file of the archive; rename it NAME.meta.toml"))


def refuse_hostile(data: bytes, limits: Limits) -> None:
    """Refuse a whole archive for one member that nobody packs by mistake: of an archive that a stranger hands in.

    A build passes over such a member and reads the others. Here nothing is taken of what was made to do harm: names
    that lead out of the archive, even of hidden members and folders, archives inside it, and what unpacks to too much.

    Raises:
        MalformedError: It is such an archive, or none; the message names the member.
    """
    with _opened(data) as archive:
        infos = _infos(archive, limits)
        for info in archive.infolist():
            if (reason := _refusal(info, limits.member_bytes)) is not None:
                raise MalformedError(f"{info.filename}: {reason}")
        for info in infos:
            try:
                _content(archive, info, limits.member_bytes)
            except SourceError as error:
                raise MalformedError(f"{info.filename}: {error}") from error


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise MalformedError(f"not a zip archive that can be read: {error}; pack it again") from error


def _infos(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return what is to be read, by name, after a look at how large it says it is."""
    infos = [info for info in archive.infolist() if not _passed_over(info.filename)]
    total = sum(info.file_size for info in infos)
    if len(infos) > limits.members:
        raise MalformedError(
            f"it holds {len(infos):,} files; at most {limits.members:,} are read; unpack it into a folder"
        )
    if total > limits.total_bytes:
        raise MalformedError(
            f"it unpacks to {total:,} bytes; at most {limits.total_bytes:,} are read; unpack it into a folder"
        )
    return sorted(infos, key=lambda info: info.filename)


def _passed_over(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return (
        not parts
        or name.endswith("/")
        or "__MACOSX" in parts
        or any(part.startswith(".") and part != ".." for part in parts)
    )


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, sidecar: zipfile.ZipInfo | None) -> Member:
    try:
        data = _content(archive, info, USUAL.member_bytes)
        beside = None if sidecar is None else _unpacked(archive, sidecar, MAX_SIDECAR_BYTES)
    except SourceError as error:
        return Member(info.filename, error=error)
    return Member(info.filename, data, beside)


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    data = _unpacked(archive, info, limit)
    if data.startswith(b"PK") and sniff(data) == ARCHIVE:
        raise MalformedError("an archive inside an archive is not read; unpack it")
    return data


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """Return the bytes of a member; never more than it says it has, which was checked before."""
    if (reason := _refusal(info, limit)) is not None:
        raise MalformedError(reason)
    try:
        return archive.read(info)
    except _BROKEN as error:
        raise MalformedError(f"cannot be unpacked: {error}; pack it again") from error


def _refusal(info: zipfile.ZipInfo, limit: int) -> str | None:
    path = PurePosixPath(info.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in info.filename or ":" in "".join(path.parts[:1]):
        return "its name leads out of the archive; pack it again with plain names"
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted; pack it again without a password"
    if info.compress_type not in _METHODS:
        return f"it is packed with method {info.compress_type}; pack it again with the usual one (deflate)"
    if info.file_size > limit:
        return f"it unpacks to {info.file_size:,} bytes; at most {limit:,} are read"
    if info.file_size > RATIO_FROM_BYTES and info.file_size > MAX_RATIO * max(1, info.compress_size):
        return f"it unpacks to {info.file_size / max(1, info.compress_size):,.0f} times its size; at most {MAX_RATIO}"
    return None
