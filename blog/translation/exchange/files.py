"""Which format a file has, and the files for a choice of translations: one, or a ZIP with one per pair of languages."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from itertools import groupby
from types import MappingProxyType
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from blog.translation.exchange import po, xliff
from blog.translation.exchange.documents import Document, FileError, documents_of

LARGEST: Final = 10 << 20

Write = Callable[[Sequence[Document]], bytes]


@dataclasses.dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: what it is called, the end of its name, its media type, and how it is written."""

    label: str
    ending: str
    media_type: str
    write: Write


@dataclasses.dataclass(frozen=True, slots=True)
class File:
    """A file to be downloaded."""

    name: str
    media_type: str
    content: bytes


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "xliff": Format("XLIFF 2.1", "xlf", "application/xliff+xml", xliff.write),
        "po": Format("PO", "po", "text/x-gettext-translation", po.write),
    }
)


def file_of(translations: Iterable[Translation], kind: Format) -> File:
    """The file with all these translations, of which there must be one."""
    documents = sorted(documents_of(translations), key=_languages)
    files = [_file(list(group), kind) for _pair, group in groupby(documents, key=_languages)]
    if len(files) == 1:
        return files[0]
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as zipped:
        for file in files:
            zipped.writestr(file.name, file.content)
    return File("dugeul.zip", "application/zip", archive.getvalue())


def read(content: bytes) -> tuple[str, tuple[Document, ...]]:
    """The name of the format and the documents in a file. Raises FileError."""
    if len(content) > LARGEST:
        raise FileError(_("This file is too large: at most %(number)d MB are read.") % {"number": LARGEST >> 20})
    if b"\0" in content:
        raise FileError(_("This file is damaged, or no text: it has characters that no text has."))
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return FORMATS["xliff"].label, xliff.read(content)
    return FORMATS["po"].label, tuple(_with_key(each, content) for each in po.read(content))


def _with_key(document: Document, content: bytes) -> Document:
    """A document of a PO file that wagtail-localize has written names its translation in the head of the file."""
    uuid = po.stock_translation(content)
    if document.key or not uuid:
        return document
    rows = Translation.objects.select_related("source__locale", "target_locale")
    try:
        translation = rows.filter(uuid=uuid).first()
    except ValidationError:
        return document
    if translation is None:
        return document
    return dataclasses.replace(
        document,
        key=str(translation.source.object_id),
        source_language=translation.source.locale.language_code,
        target_language=translation.target_locale.language_code,
    )


def _file(documents: Sequence[Document], kind: Format) -> File:
    title = slugify(documents[0].title, allow_unicode=True)[:60] if len(documents) == 1 else ""
    name = "-".join(filter(None, ["dugeul", *_languages(documents[0]), title]))
    return File(f"{name}.{kind.ending}", kind.media_type, kind.write(documents))


def _languages(document: Document) -> tuple[str, str]:
    return document.source_language, document.target_language
