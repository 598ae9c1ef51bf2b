"""The vocabulary of a body: what an editor can place in an article, and how each piece is translated.

Block names are permanent: they stand in stored JSON, in template names and in CSS classes. Blocks know how they
render and what of them is language; they know no page.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock as WagtailImageBlock
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor
from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter
from wagtail_localize.segments.types import BaseValue

INLINE_FEATURES = ["bold", "italic", "link", "code", "superscript", "subscript", "strikethrough"]
PROSE_FEATURES = ["h3", "h4", *INLINE_FEATURES, "ol", "ul", "document-link"]

CODE_LANGUAGES = [
    ("text", _("Plain text")),
    ("bash", "Bash"),
    ("c", "C"),
    ("cpp", "C++"),
    ("csharp", "C#"),
    ("css", "CSS"),
    ("diff", "Diff"),
    ("go", "Go"),
    ("html", "HTML"),
    ("java", "Java"),
    ("javascript", "JavaScript"),
    ("json", "JSON"),
    ("kotlin", "Kotlin"),
    ("markdown", "Markdown"),
    ("nginx", "nginx"),
    ("php", "PHP"),
    ("python", "Python"),
    ("ruby", "Ruby"),
    ("rust", "Rust"),
    ("sql", "SQL"),
    ("swift", "Swift"),
    ("toml", "TOML"),
    ("typescript", "TypeScript"),
    ("xml", "XML"),
    ("yaml", "YAML"),
]

_LINE_RANGES = re.compile(r"\d+(?:-\d+)?(?:\s*,\s*\d+(?:-\d+)?)*", re.ASCII)
_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{6,20}")


class UntranslatedText(blocks.CharBlock):
    """One line that is the same in every language, so translators never see it."""

    def get_translatable_segments(self, value: str) -> list[BaseValue]:
        """No segment: wagtail-localize asks a block itself before it looks at its type."""
        return []


class UntranslatedCode(blocks.TextBlock):
    """Program text. Sent to translators, it would come back as prose with its markup escaped."""

    def get_translatable_segments(self, value: str) -> list[BaseValue]:
        """No segment, as above."""
        return []


def newest_image() -> Any:
    """The picture that block previews show: the last one uploaded, or none on an empty site."""
    return get_image_model().objects.order_by("-pk").first()


class ParagraphBlock(blocks.RichTextBlock):
    """Running text, with lists and small headings inside it."""

    class Meta:
        icon = "pilcrow"
        label = pgettext_lazy("block", "Text")
        description = _("Paragraphs, lists and small headings. The bulk of an article.")
        template = "blocks/paragraph.html"
        preview_value = (
            "<p>두 언어로 쓴 글은 <b>두 번</b> 생각한 글입니다. 처음에는 쓰려고, 다음에는 옮기려고 생각합니다.</p>"
            "<ul><li>문단은 짧게</li><li>낱말은 정확하게</li></ul>"
        )


class PictureBlock(blocks.StructBlock):
    """A picture with what is said about it."""

    image = WagtailImageBlock(required=False, label=_("Image"))
    caption = blocks.CharBlock(required=False, default="", max_length=500, label=pgettext_lazy("picture", "Caption"))
    credit = blocks.CharBlock(
        required=False,
        default="",
        max_length=200,
        label=_("Credit"),
        help_text=_("Who made the image, and under which licence."),
    )
    width = blocks.ChoiceBlock(
        choices=[("column", _("As wide as the text")), ("wide", _("Wider than the text"))],
        default="column",
        label=_("Width"),
    )
    missing_file = UntranslatedText(
        required=False,
        default="",
        max_length=500,
        label=_("Missing file"),
        help_text=_("The address of a file that an import could not find. Readers never see it."),
    )

    class Meta:
        icon = "image"
        label = _("Image")
        description = _("One picture with caption and credit.")
        template = "blocks/image.html"

    def get_preview_value(self) -> Any:
        """A picture of this site, so that the preview shows what a reader would see."""
        return self.normalize(
            {"image": newest_image(), "caption": "책상 위의 두 원고, 한국어와 영어", "width": "column"}
        )


class GalleryPictureBlock(blocks.StructBlock):
    """One picture of a gallery."""

    image = WagtailImageBlock(label=_("Image"))
    caption = blocks.CharBlock(required=False, default="", max_length=300, label=pgettext_lazy("picture", "Caption"))

    class Meta:
        icon = "image"
        label = _("Image")


class GalleryBlock(blocks.StructBlock):
    """Several pictures that belong together."""

    pictures = blocks.ListBlock(GalleryPictureBlock(), min_num=1, max_num=24, label=_("Images"))
    caption = blocks.CharBlock(required=False, default="", max_length=500, label=_("Caption of the gallery"))

    class Meta:
        icon = "image"
        label = _("Gallery")
        description = _("Several pictures side by side, with a caption each and one for all.")
        template = "blocks/gallery.html"

    def get_preview_value(self) -> Any:
        """The newest picture of this site, twice."""
        image = newest_image()
        pictures = [{"image": image, "caption": caption} for caption in ("초고", "번역본")] if image else []
        return self.normalize({"pictures": pictures, "caption": "한 글의 두 모습"})


class QuoteBlock(blocks.StructBlock):
    """Somebody else's words."""

    text = blocks.RichTextBlock(features=["bold", "italic", "link"], label=_("Quotation"))
    attribution = blocks.CharBlock(required=False, default="", max_length=200, label=_("Said by"))
    source = blocks.URLBlock(required=False, default="", label=_("Address of the source"))
    language = blocks.ChoiceBlock(
        choices=[("ko", _("Korean")), ("en", _("English"))],
        required=False,
        default="",
        label=_("Language of the quotation"),
        help_text=_("Only when it differs from the article: screen readers then pronounce it right."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        description = _("Somebody else's words, with their name and the source.")
        template = "blocks/quote.html"
        preview_value = {
            "text": "<p>옮기는 사람은 그 글을 가장 천천히 읽는 독자입니다.</p>",
            "attribution": "두글 편집실",
        }


def parse_line_ranges(ranges: str) -> list[int]:
    """Line numbers named by "2,4-6": [2, 4, 5, 6]. At most 1,000 of them.

    Raises ValueError when the text has another form.
    """
    if not ranges.strip():
        return []
    if not _LINE_RANGES.fullmatch(ranges.strip()):
        raise ValueError(ranges)
    numbers: set[int] = set()
    for part in ranges.split(","):
        first, _dash, last = part.strip().partition("-")
        numbers.update(range(int(first), min(int(last or first), int(first) + 999) + 1))
    return sorted(numbers)[:1000]


class CodeValue(blocks.StructValue):
    """A code block with its highlighted form."""

    @cached_property
    def highlighted(self) -> SafeString:
        """HTML of the program text with Pygments' classes; everything in it is escaped by Pygments."""
        try:
            lexer = get_lexer_by_name(self["language"], stripnl=False)
        except ClassNotFound:
            lexer = get_lexer_by_name("text", stripnl=False)
        formatter = HtmlFormatter(nowrap=True, hl_lines=self.highlighted_lines)
        return mark_safe(highlight(self["code"], lexer, formatter))  # noqa: S308

    @property
    def highlighted_lines(self) -> list[int]:
        """Numbers of the lines to stress; none when an import brought another form."""
        try:
            return parse_line_ranges(self["highlight"] or "")
        except ValueError:
            return []

    @property
    def language_label(self) -> str:
        """The name of the language as readers know it, empty for plain text."""
        return "" if self["language"] == "text" else str(dict(CODE_LANGUAGES).get(self["language"], self["language"]))


class CodeBlock(blocks.StructBlock):
    """Program text, highlighted on the server."""

    language = blocks.ChoiceBlock(choices=CODE_LANGUAGES, default="text", label=_("Language"))
    filename = UntranslatedText(required=False, default="", max_length=200, label=_("File name"))
    code = UntranslatedCode(label=_("Code"), rows=10)
    highlight = UntranslatedText(
        required=False,
        default="",
        max_length=100,
        label=_("Lines to highlight"),
        help_text=_("Line numbers, for example 2,4-6"),
    )
    caption = blocks.CharBlock(required=False, default="", max_length=500, label=pgettext_lazy("picture", "Caption"))

    class Meta:
        icon = "code"
        label = _("Code")
        description = _("Program text with syntax colours. It is never sent to translators.")
        template = "blocks/code.html"
        value_class = CodeValue
        preview_value = {
            "language": "python",
            "filename": "greeting.py",
            "code": 'def greet(name: str) -> str:\n    """두 언어로 인사합니다."""\n    return f"안녕하세요, {name}"\n',
            "highlight": "3",
        }

    def clean(self, value: Any) -> Any:
        """Refuses line ranges of another form than "2,4-6"."""
        cleaned = super().clean(value)
        try:
            parse_line_ranges(cleaned["highlight"] or "")
        except ValueError:
            error = ValidationError(_("Write line numbers like this: 2,4-6"))
            raise blocks.StructBlockValidationError(block_errors={"highlight": error}) from None
        return cleaned


class CalloutBlock(blocks.StructBlock):
    """A remark beside the main line of thought."""

    kind = blocks.ChoiceBlock(
        choices=[("note", _("Note")), ("tip", _("Tip")), ("warning", _("Warning"))], default="note", label=_("Kind")
    )
    title = blocks.CharBlock(required=False, default="", max_length=200, label=_("Title"))
    text = blocks.RichTextBlock(features=[*INLINE_FEATURES, "ol", "ul"], label=pgettext_lazy("block", "Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        description = _("A note, tip or warning set apart from the text.")
        template = "blocks/callout.html"
        preview_value = {"kind": "tip", "title": "옮기기 전에", "text": "<p>원문을 소리 내어 읽어 보세요.</p>"}


def player_address(url: str) -> str:
    """The address of the privacy-keeping player of a YouTube or Vimeo page, or "" for any other address."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    segments = [segment for segment in parts.path.split("/") if segment]
    if host in {"youtube.com", "youtube-nocookie.com"}:
        video = parse_qs(parts.query).get("v", segments[-1:])[0:1]
        return _player("https://www.youtube-nocookie.com/embed/", video)
    if host == "youtu.be":
        return _player("https://www.youtube-nocookie.com/embed/", segments[:1])
    if host in {"vimeo.com", "player.vimeo.com"}:
        return _player("https://player.vimeo.com/video/", segments[-1:])
    return ""


def _player(base: str, video: Sequence[str]) -> str:
    return f"{base}{video[0]}" if video and _VIDEO_ID.fullmatch(video[0]) else ""


class EmbedValue(blocks.StructValue):
    """An embed and where it would play."""

    @property
    def player(self) -> str:
        """The player's address, "" when this site only links to it."""
        return player_address(self["url"] or "")

    @property
    def host(self) -> str:
        """The name of the site that is linked to."""
        return (urlsplit(self["url"] or "").hostname or "").removeprefix("www.")


class EmbedBlock(blocks.StructBlock):
    """Somebody else's video. Nothing of it is loaded before the reader asks."""

    url = blocks.URLBlock(
        label=_("Address"),
        help_text=_("YouTube and Vimeo play on the page after a click; any other address is linked."),
        validators=[URLValidator(schemes=["https", "http"])],
    )
    title = blocks.CharBlock(max_length=200, default="", label=_("Title"))
    caption = blocks.CharBlock(required=False, default="", max_length=500, label=pgettext_lazy("picture", "Caption"))

    class Meta:
        icon = "media"
        label = _("Video")
        description = _("A video from elsewhere. Nothing is loaded from there before the reader clicks.")
        template = "blocks/embed.html"
        value_class = EmbedValue
        preview_value = {"url": "https://www.youtube.com/watch?v=aBcDeFgHiJk", "title": "두 언어로 글쓰기, 발표 영상"}


def _text_path(prefix: str, text: str) -> str:
    """A path that follows the text and not its place, so inserting a row keeps the translations of the others."""
    return f"{prefix}-{sha256(text.encode()).hexdigest()[:12]}"


class TableBlock(TypedTableBlock):
    """A table whose headings and cells reach translators (the block it extends is skipped by wagtail-localize)."""

    text = blocks.RichTextBlock(features=["bold", "italic", "link", "code"], label=pgettext_lazy("block", "Text"))

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Rows and columns, with a heading for every column.")
        template = "blocks/table.html"
        preview_value = {
            "columns": [{"type": "text", "heading": "언어"}, {"type": "text", "heading": "줄 간격"}],
            "rows": [{"values": ["<p>한국어</p>", "<p>1.75</p>"]}, {"values": ["<p>English</p>", "<p>1.6</p>"]}],
            "caption": "본문의 줄 간격",
        }

    def get_translatable_segments(self, value: TypedTable) -> list[BaseValue]:
        """Caption, headings and cells; a text that stands twice is sent once."""
        extractor = StreamFieldSegmentExtractor(None)
        plain = blocks.TextBlock()
        texts = [("caption", plain, value.caption or "")]
        texts += [(_text_path("heading", column["heading"]), plain, column["heading"]) for column in value.columns]
        texts += [(_text_path("cell", cell.value.source), cell.block, cell.value) for row in value.rows for cell in row]
        found: dict[str, list[BaseValue]] = {}
        for path, block, text in texts:
            if path not in found:
                found[path] = [segment.wrap(path) for segment in extractor.handle_block(block, text)]
        return [segment for segments in found.values() for segment in segments if not _is_empty(segment)]

    def restore_translated_segments(self, value: TypedTable, segments: list[BaseValue]) -> TypedTable:
        """The same table with every text replaced that has a translated segment."""
        writer = StreamFieldSegmentsWriter(None, None, None)
        plain = blocks.TextBlock()
        by_path: dict[str, list[BaseValue]] = defaultdict(list)
        for segment in segments:
            path, inner = segment.unwrap()
            by_path[path].append(inner)

        def translated(path: str, block: blocks.Block, text: Any) -> Any:
            # Copies, because restoring a rich text consumes its segments and a text may stand in several cells.
            return writer.handle_block(block, text, list(by_path[path])) if by_path.get(path) else text

        rows = [
            {"values": [translated(_text_path("cell", c.value.source), c.block, c.value) for c in row]}
            for row in value.rows
        ]
        columns = [
            {**c, "heading": translated(_text_path("heading", c["heading"]), plain, c["heading"])}
            for c in value.columns
        ]
        return TypedTable(columns=columns, row_data=rows, caption=translated("caption", plain, value.caption or ""))


def _is_empty(segment: BaseValue) -> bool:
    return hasattr(segment, "is_empty") and segment.is_empty()


class BookmarkValue(blocks.StructValue):
    """A bookmark and the site it leads to."""

    @property
    def host(self) -> str:
        """The name of the site, shown under the title."""
        return (urlsplit(self["url"] or "").hostname or "").removeprefix("www.")


class BookmarkBlock(blocks.StructBlock):
    """A page elsewhere that is worth a look, described in our own words."""

    url = blocks.URLBlock(label=_("Address"), validators=[URLValidator(schemes=["https", "http"])])
    title = blocks.CharBlock(max_length=200, default="", label=_("Title"))
    description = blocks.TextBlock(required=False, default="", rows=2, label=_("Description"))

    class Meta:
        icon = "link-external"
        label = _("Bookmark")
        description = _("A link to another page with title and description.")
        template = "blocks/bookmark.html"
        value_class = BookmarkValue
        preview_value = {
            "url": "https://www.w3.org/TR/klreq/",
            "title": "한국어 텍스트 레이아웃 요구사항",
            "description": "한글 조판의 기준을 모은 문서입니다.",
        }


class FootnotesBlock(blocks.StructBlock):
    """Notes of a section. A text refers to the n-th by the characters [^n]."""

    notes = blocks.ListBlock(blocks.RichTextBlock(features=["bold", "italic", "link", "code"]), label=_("Notes"))

    class Meta:
        icon = "list-ol"
        label = _("Footnotes")
        description = _("Numbered notes. Write [^1] in the text to refer to the first one of the same section.")
        template = "blocks/footnotes.html"
        preview_value = {"notes": ["<p>한글 맞춤법, 부록, 2014년 개정.</p>", "<p>본문의 숫자는 직접 잰 값입니다.</p>"]}


class DividerBlock(blocks.StaticBlock):
    """A pause between two thoughts."""

    class Meta:
        icon = "horizontalrule"
        label = _("Divider")
        admin_text = _("A line between two thoughts.")
        description = _("A line between two thoughts.")
        template = "blocks/divider.html"
        preview_value = None


class ContentBlocks(blocks.StreamBlock):
    """What a section, or the beginning of a body, is made of."""

    paragraph = ParagraphBlock(features=PROSE_FEATURES)
    image = PictureBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    code = CodeBlock()
    callout = CalloutBlock()
    embed = EmbedBlock()
    table = TableBlock()
    bookmark = BookmarkBlock()
    footnotes = FootnotesBlock()
    divider = DividerBlock()


class SectionBlock(blocks.StructBlock):
    """A heading and what stands under it: the "■" sections of a long Korean article."""

    heading = blocks.CharBlock(max_length=255, label=_("Heading"), help_text=_("The ■ is added by the design."))
    content = ContentBlocks(label=pgettext_lazy("section", "Content"))

    class Meta:
        icon = "title"
        label = pgettext_lazy("block", "Section")
        description = _("A heading with its own text, pictures and notes. It gets an entry in the table of contents.")
        template = "blocks/section.html"
        preview_value = {
            "heading": "두 번 쓰는 글",
            "content": [("paragraph", "<p>한 번은 한국어로, 한 번은 영어로 씁니다.</p>")],
        }


class ArticleBody(ContentBlocks):
    """A whole body: bare content first, then sections."""

    section = SectionBlock()

    class Meta:
        block_counts: dict[str, Any] = {}
