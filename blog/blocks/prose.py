"""Running text and what interrupts it: quotations, remarks, notes, pauses."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

INLINE_FEATURES = ["bold", "italic", "link", "code", "superscript", "subscript", "strikethrough"]

PROSE_FEATURES = ["h3", "h4", *INLINE_FEATURES, "ol", "ul", "document-link"]


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
        icon = "minus"
        label = _("Divider")
        admin_text = _("A line between two thoughts.")
        description = _("A line between two thoughts.")
        template = "blocks/divider.html"
        preview_value = None
