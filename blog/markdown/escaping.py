"""Characters that Markdown would take for its own, written so that they read back as the characters they are.

It knows strings, and nothing of HTML, blocks or pages.
"""

import re
from urllib.parse import quote

# An underscore between letters is one to every reader, if the letters next to it cannot become references (below).
_SPECIAL = re.compile(
    r"(?P<plain>(?<=[^\W_]{2})_+(?=[^\W_]{2}))|[\\`*_\[\]<~]|&(?=[A-Za-z#])|!(?=\[|$)|^Table:(?=\s)|(?<=\])[(:]"
)
_NOTE_MARK = re.compile(r"\[\^(\d{1,3})\]")
_LINE_START = re.compile(r"#{1,6}(?=\s|$)|[-+](?=\s|[-:|+ ]*$)|[>=|]|:-|(?P<number>\d{1,9})[.)](?=\s|$)")
_ADDRESS_SAFE = "!#$%&'*+,/:;=?@_~-."  # no brackets, quotes, backslashes, backticks or bars


def plain(text: str) -> str:
    """One line of text, to stand anywhere within a line. White space becomes single spaces."""
    return _SPECIAL.sub(_escaped, " ".join(text.split()))


def piece(text: str, notes: dict[str, str]) -> str:
    """A piece of a line, its white space kept; marks like [^1] get the label of their note in `notes`."""
    parts = _NOTE_MARK.split(text)
    written = _SPECIAL.sub(_escaped, parts[0])
    for number, after in zip(parts[1::2], parts[2::2], strict=True):
        mark = f"[^{notes[number]}]" if number in notes else rf"\[^{number}\]"
        written += mark + _SPECIAL.sub(_escaped, f"]{after}").removeprefix(r"\]")
    return written


def _escaped(match: re.Match[str]) -> str:
    if match["plain"]:
        return match[0]
    if match[0].startswith("Table"):
        return r"Table\:"
    return "".join(f"\\{character}" for character in match[0])


def line_start(line: str) -> str:
    """A line that cannot open a heading, list, quotation, table or rule."""
    match = _LINE_START.match(line)
    if not match:
        return line
    place = len(match["number"] or "")
    return f"{line[:place]}\\{line[place:]}"


def heading(line: str) -> str:
    """A line for behind the signs of a heading, whose own signs at its end would be taken off."""
    return re.sub(r"#+$", lambda signs: r"\#" * len(signs[0]), line)


def code(text: str) -> str:
    """Inline program text, in a fence that does not occur in it."""
    text = " ".join(text.split("\n"))
    sign = "`" * _free_length(text)
    padded = f" {text} " if "`" in {text[:1], text[-1:]} or _loses_spaces(text) else text
    return f"{sign}{padded}{sign}"


def _free_length(text: str) -> int:
    taken = {len(run) for run in re.findall("`+", text)}
    return next(length for length in range(1, len(taken) + 2) if length not in taken)


def _loses_spaces(text: str) -> bool:
    return text.startswith(" ") and text.endswith(" ") and bool(text.strip())


def fence(text: str, sign: str = "`") -> str:
    """A fence for a block of program text, longer than any in it."""
    longest = max((len(run) for run in re.findall(f"{re.escape(sign)}+", text)), default=0)
    return sign * max(3, longest + 1)


def address(url: str) -> str:
    """An address for behind a link's text: ASCII, without a character that could end it."""
    encoded = quote(url, safe=_ADDRESS_SAFE, errors="replace")
    return re.sub(r"&(?=[A-Za-z#][A-Za-z0-9]*;)", "&amp;", encoded)


def quoted(text: str) -> str:
    """A text in quotation marks, as after the address of a picture."""
    return '"{}"'.format(plain(text).replace('"', r"\""))


def attribute(text: str) -> str:
    """A text in quotation marks within braces or behind a fence, where only references are undone."""
    one_line = " ".join(text.split())
    return '"{}"'.format(re.sub(r"[^\w\s.,:;/()+=@%'?!-]", _reference, one_line).replace("_", "&#95;"))


def _reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};" if match[0].isascii() or match[0] in "“”″" else match[0]


def cell(text: str) -> str:
    """What stands in a cell of a table, code included: only a bar could end it."""
    return text.replace("|", r"\|")
