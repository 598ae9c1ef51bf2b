"""A table whose headings and cells reach translators."""

from collections import defaultdict
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor
from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter
from wagtail_localize.segments.types import BaseValue


def _text_path(prefix: str, text: str) -> str:
    """A path that follows the text and not its place, so inserting a row keeps the translations of the others."""
    return f"{prefix}-{sha256(text.encode()).hexdigest()[:12]}"


class TableBlock(TypedTableBlock):
    """A table whose headings and cells reach translators (the block it extends is skipped by wagtail-localize)."""

    text = blocks.RichTextBlock(
        required=False, features=["bold", "italic", "link", "code"], label=pgettext_lazy("block", "Text")
    )

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
