"""The text of a page whose character set is told in the header, in the page, wrongly, or not at all.

Old Korean pages are the reason: they say EUC-KR and write Microsoft's extension of it, or say nothing. It knows bytes
and the beginnings of HTML, and nothing of what a page says.
"""

import codecs
import re
from collections.abc import Iterator

_META = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_BEGINNING = 4096  # bytes; HTML wants the charset within 1,024, but Korean portals put comments before it
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_OF_THE_WEB = re.compile(
    r"ascii|utf-8(?:-sig)?|utf-16(?:-[lb]e)?|cp(?:125\d|949|950|932|866)|iso8859-\d+|iso2022_\w+|euc_\w+"
    r"|shift_jis\w*|gb\w+|big5\w*|koi8-[ru]|johab|mac-(?:roman|cyrillic)"
)
# What browsers read under these names (https://encoding.spec.whatwg.org/#names-and-labels).
_MEANT = {"euc_kr": "cp949", "johab": "johab", "iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030"}
_LABELS = {"ks_c_5601-1987": "cp949", "windows-949": "cp949", "x-windows-949": "cp949", "ksc5601": "cp949"}


def decoded(body: bytes, declared: str = "") -> str:
    """The text of `body`. `declared`: the charset of the Content-Type header, or "".

    The first of mark, header, page, UTF-8 and CP949 that fits is taken. A character cut off at the end does no harm;
    where nothing fits, what cannot be read becomes U+FFFD.
    """
    for name in _candidates(body, declared):
        try:
            return codecs.getincrementaldecoder(name)("strict").decode(body).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    first = next(_candidates(body, declared))
    return codecs.getincrementaldecoder(first)("replace").decode(body)


def _candidates(body: bytes, declared: str) -> Iterator[str]:
    yield from (name for mark, name in _MARKS if body.startswith(mark))
    meta = _META.search(body[:_BEGINNING])
    for label in (declared, meta[1].decode("ascii") if meta else ""):
        yield from _meant(label)
    yield from ("utf-8", "cp949")


def _meant(label: str) -> Iterator[str]:
    """The codec that a label means, or none: "hex", "idna" and "utf-7" are codecs of Python as well."""
    label = label.strip().lower()
    try:
        codec = codecs.lookup(_LABELS.get(label, label))
    except (LookupError, ValueError):
        return
    if _OF_THE_WEB.fullmatch(codec.name):
        yield _MEANT.get(codec.name, codec.name)
