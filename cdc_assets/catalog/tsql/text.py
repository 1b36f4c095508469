"""The bytes of a script as text, and the one way out of a script that cannot be read completely."""

from __future__ import annotations

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNKNOWN = "\ufffd"
_CONVERT = "convert the file: iconv -f CP1252 -t UTF-8 file.sql > new.sql, with the code page it was written in"


class Refused(Exception):  # noqa: N818 - it is a verdict on a script, and never leaves the catalog room
    """Line (from 1) and reason why a script is not read, and what its author can do."""

    def __init__(self, line: int, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.line, self.what, self.hint = line, what, hint


def decode(data: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 and UTF-32 with one, as SSMS and Visual Studio save them; lines end in LF.

    A file without a mark that is not UTF-8 is in a code page that nobody knows: what is not ASCII in it becomes
    `UNKNOWN`, which harms no comment, and no name may hold (`name_of_unknown`). Raises `Refused` for anything else.
    """
    encoding, mark = next(((name, len(bom)) for bom, name in _BOMS if data.startswith(bom)), ("utf-8", 0))
    try:
        text = data[mark:].decode(encoding, "strict" if mark else "replace")
    except UnicodeDecodeError as wrong:
        line = data[mark:][: wrong.start].decode(encoding, "ignore").count("\n") + 1
        raise Refused(line, f"the file's mark says {encoding.upper()}, but it is not", _CONVERT) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Refused(line, "the file holds NUL characters, as UTF-16 without a mark does", "save it as UTF-8")
    text = text.rstrip("\x1a").replace("\ufeff", " ")  # the end of file of DOS, the marks of files put together
    return text.replace("\r\n", "\n").replace("\r", "\n")


def name_of_unknown(line: int) -> Refused:
    """Why a name that holds `UNKNOWN` is not read: a guessed code page would make another column of `Fødeland`."""
    what = "a name in a file that is not UTF-8; it looks like Windows-1252 or another code page"
    return Refused(line, what, _CONVERT)
