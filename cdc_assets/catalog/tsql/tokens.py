"""A script as tokens, its `GO` batches, and a cursor to read them with.

Words come from sqlglot's T-SQL tokenizer with its keywords taken out: they join words (`PRIMARY KEY`), turn statements
into opaque commands, and cost the exactness of positions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlglot.dialects.tsql import TSQL
from sqlglot.errors import TokenError

from cdc_assets.catalog.tsql.text import UNKNOWN, Refused, name_of_unknown

QUOTED = "[]"
"""What `Script.words` holds for a name in brackets or double quotes."""
STRING = "''"
"""What `Script.words` holds for a string."""
NUMBER = "0"
"""What `Script.words` holds for a number."""
END = ""
"""The word after the last one of a batch."""


def words(text: str) -> frozenset[str]:
    """The words of `text`, to look them up."""
    return frozenset(text.split())


STATEMENT_WORDS = words(
    "ADD ALTER BACKUP BEGIN BREAK BULK CHECKPOINT CLOSE COMMIT CONTINUE CREATE DBCC DEALLOCATE DECLARE DELETE DENY"
    " DISABLE DROP ELSE ENABLE END EXEC EXECUTE FETCH GOTO GRANT IF INSERT KILL MERGE OPEN PRINT RAISERROR RECONFIGURE"
    " RESTORE RETURN REVERT REVOKE ROLLBACK SAVE SELECT SET SETUSER TRUNCATE THROW UPDATE USE WAITFOR WHILE WITH"
)
"""Words a statement can begin with."""

MAX_NAME = 128
"""sysname. https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers"""


class _Tokenizer(TSQL.Tokenizer):
    KEYWORDS = {}  # noqa: RUF012 - sqlglot's way to configure a dialect
    QUOTES = ["'"]  # noqa: RUF012
    COMMANDS = set()  # noqa: RUF012


@dataclass(frozen=True, slots=True)
class Script:
    """Parallel lists over the tokens: the word (unquoted words in upper case, punctuation, or a kind), start, end."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    newlines: list[int]
    first_line: int

    def line(self, offset: int) -> int:
        """The line of a character, counted from the first line of the file."""
        return self.first_line + bisect_right(self.newlines, offset - 1)


def tokenize(text: str, first_line: int = 1) -> Script:
    """`text` (lines end in LF) as tokens; `first_line` is its line in the file.

    Raises `Refused` where `text` ends inside a literal.
    """
    newlines = [found.start() for found in re.finditer("\n", text)]
    try:
        tokens = _Tokenizer(dialect=_DIALECT).tokenize(text)
    except TokenError:
        offset, what = _unclosed(text)
        line = first_line + bisect_right(newlines, offset - 1)
        raise Refused(line, f"{what} is not closed before the end of the file") from None
    found: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for token in tokens:
        start, end = token.start, token.end + 1
        first = text[start]
        if first in '["':
            word = QUOTED
        elif first == "'" or (first in "nN" and text.startswith("'", start + 1)):
            word = STRING
        elif "0" <= first <= "9":
            word = NUMBER
        else:
            word = token.text
            word = word.upper() if word.isascii() else word
            if found and ends[-1] == start and found[-1] in _SIGILS and word not in _PUNCTUATION:
                found[-1] += word
                ends[-1] = end
                continue
        found.append(word)
        starts.append(start)
        ends.append(end)
    return Script(text, found, starts, ends, newlines, first_line)


_DIALECT = TSQL()
_SIGILS = frozenset({"#", "##", "@", "@@"})
_PUNCTUATION = frozenset("()[]{},.;:+-*/%=<>!&|^~?\\`")


def _unclosed(text: str) -> tuple[int, str]:
    """Offset and name of the literal that `text` ends in."""
    whole = re.compile(r"\[(?:[^\]]|\]\])*+\]|\"(?:[^\"]|\"\")*+\"|'(?:[^']|'')*+'|--[^\n]*|[^\['\"/-]+|/(?!\*)|-")
    marks = re.compile(r"/\*|\*/")
    at = 0
    while at < len(text):
        if text.startswith("/*", at):
            depth, end = 1, at + 2
            for found in marks.finditer(text, end):
                depth += 1 if found.group() == "/*" else -1
                if depth == 0:
                    end = found.end()
                    break
            if depth:
                return at, "a comment"
            at = end
        elif token := whole.match(text, at):
            at = token.end()
        else:
            return at, "a string" if text[at] == "'" else "a quoted name"
    return max(len(text) - 1, 0), "something"


def batches(script: Script) -> Iterator[tuple[int, int]]:
    """Token ranges between `GO` lines. https://learn.microsoft.com/sql/t-sql/language-elements/sql-server-utilities-statements-go

    GO is the client's, not T-SQL: alone on its line but for a count, `;` and comments, never inside a literal.
    """
    begin, count = 0, len(script.words)
    for index, word in enumerate(script.words):
        if word != "GO" or index < begin or (index and _same_line(script, index - 1)):
            continue
        last = index
        while last + 1 < count and script.words[last + 1] in {NUMBER, ";"} and _same_line(script, last):
            last += 1
        if last + 1 == count or not _same_line(script, last):
            yield begin, index
            begin = last + 1
    yield begin, count


def _same_line(script: Script, index: int) -> bool:
    """Whether the token behind `index` begins on the line where it ends."""
    return "\n" not in script.text[script.ends[index] : script.starts[index + 1]]


class Cursor:
    """A place in one batch. `word` looks; `take` and `expect` consume; everything raises `Refused` with a line."""

    __slots__ = ("_words", "end", "index", "script")

    def __init__(self, script: Script, begin: int, end: int) -> None:
        self.script, self.index, self.end = script, begin, end
        self._words = script.words

    def word(self, ahead: int = 0) -> str:
        """The word `ahead` tokens from here, END behind the batch."""
        index = self.index + ahead
        return self._words[index] if index < self.end else END

    def take(self, *sequence: str) -> bool:
        """Consume exactly these words if they come next."""
        if self.word() != sequence[0] or any(self.word(n) != word for n, word in enumerate(sequence)):
            return False
        self.index += len(sequence)
        return True

    def commas(self) -> Iterator[None]:
        """Once for what comes here, and once more behind each comma."""
        yield
        while self.take(","):
            yield

    def expect(self, *sequence: str, after: str) -> None:
        """Consume these words or refuse, naming what they should have followed."""
        for word in sequence:
            if not self.take(word):
                raise self.refused(f"`{word}` expected {after}, not {self.here()}")

    def one_of(self, choice: Collection[str]) -> str | None:
        """Consume and return the next word if it is among `choice`."""
        word = self.word()
        if word in choice and word != END:
            self.index += 1
            return word
        return None

    def line(self, index: int | None = None) -> int:
        """Line of a token (default: the next one; behind the batch the last one's)."""
        index = self.index if index is None else index
        if index < self.end:
            return self.script.line(self.script.starts[index])
        return self.script.line(max(self.script.ends[self.end - 1] - 1, 0)) if self.end else self.script.first_line

    def here(self) -> str:
        """The next token for a message."""
        if self.index >= self.end:
            return "the end of the batch"
        text = self.source(self.index, self.index + 1)
        return f"`{text if len(text) <= 40 else text[:37] + '…'}`"

    def source(self, begin: int, end: int) -> str:
        """The text of a token range as written."""
        return self.script.text[self.script.starts[begin] : self.script.ends[end - 1]] if end > begin else ""

    def refused(self, what: str, hint: str = "", index: int | None = None) -> Refused:
        """The exception for a place (default: the next token)."""
        return Refused(self.line(index), what, hint)

    def is_name(self, ahead: int = 0) -> bool:
        """Whether a name comes: quoted, or a word that is neither punctuation nor a variable."""
        word = self.word(ahead)
        return word == QUOTED or (bool(word) and (word[0].isalpha() or word[0] in "_#" or not word.isascii()))

    def name(self, what: str) -> str:
        """Consume one part of a name and return it unquoted; `what` says what it names."""
        if not self.is_name():
            hint = "SQLCMD variables are not replaced here" if self.word().startswith("$") else ""
            raise self.refused(f"{what} expected, not {self.here()}", hint)
        text = self.source(self.index, self.index + 1)
        if self.word() == QUOTED:
            text = text[1:-1].replace("]]", "]") if text[0] == "[" else text[1:-1].replace('""', '"')
            if "$(" in text:
                raise self.refused(f"`{text}` holds a SQLCMD variable", "write the name itself")
        if UNKNOWN in text:
            raise name_of_unknown(self.line())
        if not text or len(text) > MAX_NAME:
            raise self.refused(f"a name has 1 to {MAX_NAME} characters, not {len(text)}")
        self.index += 1
        return text

    def qualified_name(self, what: str, parts: int = 3) -> tuple[str | None, ...]:
        """Consume a dotted name and return its last `parts` parts, missing ones None: `db..t` is (db, None, t)."""
        begin = self.index
        found: list[str | None] = [self.name(what)]
        while self.take("."):
            while self.take("."):
                found.append(None)
            found.append(self.name(what))
        if len(found) > parts:
            raise self.refused(
                f"{self.source(begin, self.index)} has more parts than a name of {what} can", index=begin
            )
        return (None,) * (parts - len(found)) + tuple(found)

    def string(self) -> str:
        """Consume a string literal and return what it holds."""
        if self.word() != STRING:
            raise self.refused(f"a string expected, not {self.here()}")
        text = self.source(self.index, self.index + 1)
        self.index += 1
        return text[text.index("'") + 1 : -1].replace("''", "'")

    def integer(self, what: str) -> int:
        """Consume an unsigned whole number; `what` says what it means."""
        text = self.source(self.index, self.index + 1) if self.word() == NUMBER else ""
        if re.fullmatch(r"[0-9]{1,18}", text) is None:
            raise self.refused(f"{what} is a whole number, not {self.here()}")
        self.index += 1
        return int(text)

    def bare(self) -> Cursor:
        """A cursor over what is left here, without parentheses around all of it."""
        inside = Cursor(self.script, self.index, self.end)
        while inside.word() == "(" and inside.behind("") == inside.end:
            inside = Cursor(self.script, inside.index + 1, inside.end - 1)
        return inside

    def parenthesis(self, what: str) -> None:
        """Consume `( … )` with everything inside, or refuse."""
        self.index = self.behind(what)

    def behind(self, what: str) -> int:
        """The token behind the parenthesis that begins here, or refuse."""
        if self.word() != "(":
            raise self.refused(f"`(` expected {what}, not {self.here()}")
        depth = 0
        for index in range(self.index, self.end):
            word = self._words[index]
            if word == "(":
                depth += 1
            elif word == ")":
                depth -= 1
                if not depth:
                    return index + 1
        raise self.refused(f"`(` {what} is never closed")
