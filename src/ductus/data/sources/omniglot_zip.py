"""What a zip in Omniglot's layout holds, by its directory: quickly, and without trust in it.

Omniglot's makers offer four, and people may make their own. The names of members are all that
counts, ``<top>/<alphabet>/character<CC>/<NNNN>_<DD>.txt``; everything else is passed over. Nothing
is unpacked to disk, and no more is read than a sound zip needs.
"""

from __future__ import annotations

import io
import os
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ductus.data.sources.archive import MAX_MEMBER, MAX_MEMBERS
from ductus.data.sources.catalogue import omniglot_symbol
from ductus.errors import DuctusError, not_there, one_line

MAX_ALPHABET = 256 * 2**20  # bytes of the drawings that are asked for; of Omniglot's, 4 at most
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # other kinds of packing ask for any memory
LAYOUT = "<top>/<alphabet>/character<CC>/<NNNN>_<DD>.txt"
_NAME = r"[^/\x00-\x1f\x7f-\x9f\u2028\u2029]{1,128}"
_MEMBER = re.compile(rf"{_NAME}/({_NAME})/character([0-9]{{2,4}})/[0-9]{{1,9}}_([0-9]{{1,9}})\.txt")

# Of an alphabet: symbol, in the order of their numbers -> writer -> member.
Drawn = dict[str, dict[str, zipfile.ZipInfo]]


@contextmanager
def opened(archive: Path | bytes, origin: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip; what is wrong with it, now or when a member is read, is a DuctusError."""
    try:
        if isinstance(archive, Path) and not archive.is_file():
            raise DuctusError(f"{origin}: {not_there(archive)}")
        source = io.BytesIO(archive) if isinstance(archive, bytes) else _BoundedFile(archive)
        with source, zipfile.ZipFile(source) as whole:
            yield whole
    # ValueError: a name that is no text; RuntimeError: a password or packing that zipfile has not.
    except (
        *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
        *(OSError, ValueError, RuntimeError),
    ) as error:
        raise DuctusError(f"{origin}: not a .zip that can be read: {one_line(error)}") from error


def alphabets_of(archive: zipfile.ZipFile, origin: str) -> dict[str, Drawn]:
    """Return alphabet -> symbol -> writer -> member, by the zip's directory.

    Raises DuctusError if it holds no drawing, more than can be, or one in two places.
    """
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise DuctusError(f"{origin}: holds more than {MAX_MEMBERS} members")
    numbered: dict[str, dict[int, dict[str, zipfile.ZipInfo]]] = {}
    for member in members:
        match = _MEMBER.fullmatch(member.filename)
        if not match:
            continue
        # Zips made on a Mac have é as two code points, which nobody types.
        alphabet, number, writer = unicodedata.normalize("NFC", match[1]), int(match[2]), match[3]
        by_writer = numbered.setdefault(alphabet, {}).setdefault(number, {})
        other = by_writer.setdefault(writer, member)
        if other is not member:
            raise DuctusError(
                f"{origin}: {other.filename} and {member.filename} are the same drawer's, "
                "expected one drawing of each symbol"
            )
    if not numbered:
        raise DuctusError(f"{origin}: holds no drawing, expected files such as {LAYOUT}")
    return {
        alphabet: {omniglot_symbol(alphabet, n): drawn[n] for n in sorted(drawn)}
        for alphabet, drawn in sorted(numbered.items())
    }


def contents(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], origin: str):
    """Yield the members' contents, none of which, nor all, is larger than drawings are."""
    if sum(member.file_size for member in members) > MAX_ALPHABET:
        raise DuctusError(f"{origin}: drawings of more than {MAX_ALPHABET >> 20} MB")
    for member in members:
        if member.compress_type not in PLAIN or member.file_size > MAX_MEMBER:
            raise DuctusError(
                f"{origin}: {member.filename}: expected at most {MAX_MEMBER >> 20} MB, "
                "stored or deflated"
            )
        with archive.open(member) as file:
            yield file.read(member.file_size)


class _BoundedFile(io.FileIO):
    """A file of which zipfile reads no directory that fills memory."""

    def read(self, size: int | None = -1) -> bytes:
        left = os.fstat(self.fileno()).st_size - self.tell()
        if (left if size is None or size < 0 else min(size, left)) > MAX_MEMBER:
            raise zipfile.BadZipFile(f"its directory is larger than {MAX_MEMBER >> 20} MB")
        return super().read(size)
