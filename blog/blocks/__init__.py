"""The vocabulary of a body: what an editor can place in an article, and how each piece is translated.

Block names are permanent: they stand in stored JSON, in template names and in CSS classes. Blocks know how they
render and what of them is language; they know no page.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from blog.blocks.code import CodeBlock
from blog.blocks.links import BookmarkBlock, EmbedBlock
from blog.blocks.pictures import GalleryBlock, PictureBlock
from blog.blocks.prose import (
    PROSE_FEATURES,
    CalloutBlock,
    DividerBlock,
    FootnotesBlock,
    ParagraphBlock,
    QuoteBlock,
)
from blog.blocks.tables import TableBlock

__all__ = ["ArticleBody", "ContentBlocks", "SectionBlock"]


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
