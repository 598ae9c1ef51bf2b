"""What a file says of translations, whatever its format: documents with units. It knows nothing of PO or XML."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from unicodedata import normalize

from bs4 import BeautifulSoup
from wagtail_localize.models import Translation

from blog.translation.segments import Segment, State, segments_of

_UNFINISHED = {State.MISSING, State.STALE, State.BROKEN, State.MACHINE}


class FileError(ValueError):
    """A file cannot be read at all. Its text is for the user."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of a text. `source` and `target` are HTML as in `segments.Segment`.

    `path`: wagtail-localize's content path. `state`: a value of `segments.State`, "" when the file says nothing.
    `unfinished`: the file says that somebody still has to look at it. `base`: digest of the target when the file was
    made, "" when the file does not say. `earlier_source`: what the target of a stale piece is a translation of.
    """

    path: str
    source: str
    target: str = ""
    state: str = ""
    unfinished: bool = False
    base: str = ""
    labels: tuple[str, ...] = ()
    earlier_source: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One text with all its units. `key` is the translation key; languages are codes such as "ko"."""

    key: str
    source_language: str
    target_language: str
    title: str
    units: tuple[Unit, ...]


def documents_of(translations: Iterable[Translation]) -> Iterator[Document]:
    """Each translation as it stands now. Three queries each, where source, locales and content type are fetched."""
    for translation in translations:
        yield Document(
            key=str(translation.source.object_id),
            source_language=translation.source.locale.language_code,
            target_language=translation.target_locale.language_code,
            title=translation.source.object_repr,
            units=tuple(_unit(segment) for segment in segments_of(translation)),
        )


def _unit(segment: Segment) -> Unit:
    target = canonical(segment.text or segment.earlier_text)
    return Unit(
        path=segment.path,
        source=segment.source,
        target=target,
        state=segment.state.value,
        unfinished=segment.state in _UNFINISHED,
        base=digest(target),
        labels=segment.labels,
        earlier_source=segment.earlier_source if segment.state == State.STALE else "",
    )


def canonical(html: str) -> str:
    """The same HTML as every reader and writer of files would write it."""
    return str(BeautifulSoup(html, "html.parser")) if "<" in html or "&" in html else html


def alike(text: str) -> str:
    """What two texts have in common that differ in nothing but white space and the form of their Hangul."""
    return " ".join(normalize("NFC", text).split())


def digest(text: str) -> str:
    """A short sign of a text, to see later whether it has changed; of an empty one too."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
