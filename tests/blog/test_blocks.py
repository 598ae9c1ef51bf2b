"""The chain from a block's name to what a reader sees."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail import blocks
from wagtail.images.blocks import ImageBlock as WagtailImageBlock
from wagtail_localize.segments.types import StringSegmentValue

from blog.blocks.code import parse_line_ranges
from blog.blocks.links import player_address
from blog.blocks.tables import TableBlock
from blog.models import ArticlePage

BODY = ArticlePage.body.field.stream_block
NAMES = sorted(BODY.child_blocks)
STYLES = "\n".join(path.read_text() for path in (Path(settings.BASE_DIR) / "static" / "css").glob("*.css"))


@pytest.mark.parametrize("name", NAMES)
def test_a_block_has_one_name_from_its_class_to_its_style(name: str):
    block = BODY.child_blocks[name]
    assert block.meta.template == f"blocks/{name}.html"
    get_template(block.meta.template)
    assert f".block-{name}" in STYLES
    expected = {"image": "PictureBlock"}.get(name, f"{name.capitalize()}Block")
    assert type(block).__name__ == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_block_tells_editors_what_it_is_in_korean(name: str):
    block = BODY.child_blocks[name]
    assert block.meta.icon not in {"", "placeholder"}
    with override("en"):
        english = (str(block.label), str(block.get_description()))
    with override("ko"):
        korean = (str(block.label), str(block.get_description()))
    assert all(english)
    assert all(korean)
    assert not set(english) & set(korean)


@pytest.mark.parametrize("name", NAMES)
def test_the_admin_shows_a_preview_of_every_block(name: str, editor_client: Client):
    block = BODY.child_blocks[name]
    assert block.is_previewable
    response = editor_client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    html = response.content.decode()
    assert response.status_code == 200
    assert f"block-{name}" in html
    assert "css/site.css" in html


def test_the_chooser_of_a_picture_is_labelled_in_korean():
    with override("ko"):
        assert str(BODY.child_blocks["image"].child_blocks["image"].child_blocks["image"].label) == "이미지"


def test_wagtail_itself_still_labels_it_in_english():
    """When this fails, `blog.blocks.pictures.ImageBlock` can go."""
    with override("ko"):
        assert str(WagtailImageBlock().child_blocks["image"].label) == "Image"


def test_every_optional_text_has_an_empty_default():
    def texts(block: blocks.Block) -> Any:
        for child in getattr(block, "child_blocks", {}).values():
            if isinstance(child, blocks.CharBlock | blocks.TextBlock | blocks.URLBlock) and not child.required:
                yield child
            yield from texts(child)

    found = list(texts(BODY))
    assert found
    assert all(child.get_default() == "" for child in found if child.name != "alt_text")


def test_inserting_a_row_keeps_the_paths_of_the_other_cells():
    block = TableBlock()
    block.set_name("table")
    table = {"columns": [{"type": "text", "heading": "낱말"}], "rows": [{"values": ["<p>둘</p>"]}], "caption": ""}
    longer = {**table, "rows": [{"values": ["<p>하나</p>"]}, *table["rows"]]}

    def paths(value: dict) -> set[str]:
        found = block.get_translatable_segments(block.to_python(value))
        return {segment.path for segment in found if isinstance(segment, StringSegmentValue)}

    assert paths(table) < paths(longer)


@pytest.mark.parametrize(
    ("text", "lines"), [("", []), ("2", [2]), ("2,4-6", [2, 4, 5, 6]), (" 1 , 3-3", [1, 3]), ("9-7", [])]
)
def test_line_ranges_are_read(text: str, lines: list[int]):
    assert parse_line_ranges(text) == lines


@pytest.mark.parametrize("text", ["a", "1;2", "1-", "-3", "1,,2", "١"])
def test_line_ranges_of_another_form_are_refused(text: str):
    with pytest.raises(ValueError):
        parse_line_ranges(text)


def test_a_huge_range_costs_no_more_than_a_thousand_lines():
    assert len(parse_line_ranges("1-999999999")) == 1000


@pytest.mark.parametrize(
    ("url", "player"),
    [
        ("https://www.youtube.com/watch?v=aBcDeFgHiJk&t=3", "https://www.youtube-nocookie.com/embed/aBcDeFgHiJk"),
        ("https://youtu.be/aBcDeFgHiJk", "https://www.youtube-nocookie.com/embed/aBcDeFgHiJk"),
        ("https://www.youtube.com/embed/aBcDeFgHiJk", "https://www.youtube-nocookie.com/embed/aBcDeFgHiJk"),
        ("https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789"),
        ("https://evil.example/watch?v=aBcDeFgHiJk", ""),
        ("https://youtube.com.evil.example/watch?v=aBcDeFgHiJk", ""),
        ('https://youtu.be/"onload=alert(1)', ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_only_known_players_are_built_and_only_from_an_identifier(url: str, player: str):
    assert player_address(url) == player
