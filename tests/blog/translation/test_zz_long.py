"""Whatever happens to an original and its translation, in whatever order: the stored numbers are the right ones.

Random articles are edited, published, read again, translated, reviewed and withdrawn. After every step the stored row
is compared with a full recomputation, with the states of the single pieces, and with a count of the changed pieces that
knows every piece by its identity and nothing of digests.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count as counter
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail_localize.models import StringTranslation, Translation

from blog.models import ArticlePage
from blog.translation.models import Basis, TranslationStatus
from blog.translation.publishing import publish
from blog.translation.saving import By, RefusedError, save, set_reviewed
from blog.translation.segments import State, segments_of
from blog.translation.status import Counts, count

STEPS = [
    "change",
    "revert",
    "space",
    "insert",
    "delete",
    "move",
    "insert_block",
    "delete_block",
    "retitle",
    "publish_source",
    "publish_source",
    "read",
    "read",
    "translate",
    "translate",
    "machine",
    "break_",
    "review",
    "unreview",
    "forget",
    "publish",
    "publish",
    "unpublish",
]
_numbers = counter(1)


@dataclass
class Piece:
    """One paragraph, heading or caption. `name` is what it keeps; `first` is what it said in the beginning."""

    name: str
    text: str
    first: str = ""

    def __post_init__(self) -> None:
        self.first = self.text


def piece() -> Piece:
    number = next(_numbers)
    return Piece(f"k{number}", f"문단 번호 {number}")


@dataclass
class Block:
    """A block of paragraphs, a picture with its caption (one piece), or the heading of a section."""

    kind: str
    pieces: list[Piece]
    content: "list[Block]" = field(default_factory=list)
    id: str = field(default_factory=lambda: str(uuid4()))

    def stored(self) -> dict[str, Any]:
        if self.kind == "paragraph":
            html = "".join(f'<p data-block-key="{each.name}">{each.text}</p>' for each in self.pieces)
            return {"type": "paragraph", "id": self.id, "value": html}
        if self.kind == "section":
            value = {"heading": self.pieces[0].text, "content": [each.stored() for each in self.content]}
            return {"type": "section", "id": self.id, "value": value}
        picture = {"image": None, "alt_text": "", "decorative": False}
        value = {"image": picture, "caption": self.pieces[0].text, "credit": "", "width": "wide", "missing_file": ""}
        return {"type": "image", "id": self.id, "value": value}


@dataclass
class Text:
    """An article as the test knows it."""

    title: Piece
    blocks: list[Block]

    def every_block(self) -> Iterator[Block]:
        yield Block("title", [self.title], id="title")
        for each in self.blocks:
            yield each
            yield from each.content

    def streams(self) -> list[list[Block]]:
        return [self.blocks, *(each.content for each in self.blocks if each.kind == "section")]


def words(each: Piece) -> str:
    return each.text.replace(" ", "")


def changed_pieces(base: Text, live: Text) -> int:
    """How many pieces were changed, removed or added; one removed where one was added is one that was changed."""
    ours = {block.id: block for block in base.every_block()}
    theirs = {block.id: block for block in live.every_block()}
    said_before = {words(each): each.name for block in ours.values() for each in block.pieces}
    said_now = {words(each) for block in theirs.values() for each in block.pieces}
    kept = {name for said, name in said_before.items() if said in said_now}
    behind = 0
    replaced: set[str] = set()
    for block in ours.values():
        other = theirs.get(block.id)
        if other is None:
            continue
        here = {each.name for each in other.pieces}
        replaced |= {each.name for each in block.pieces if each.name in here and each.name not in kept}
    behind += len(replaced)
    for block_id in ours.keys() | theirs.keys():
        gone = _by_neighbour(ours.get(block_id), kept | replaced)
        new = _by_neighbour(theirs.get(block_id), kept | replaced)
        for neighbour in gone.keys() | new.keys():
            behind += max(gone[neighbour], new[neighbour])
    return behind


def _by_neighbour(block: Block | None, known: set[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    neighbour = ""
    for each in block.pieces if block else ():
        if each.name in known:
            neighbour = each.name
        else:
            found[neighbour] += 1
    return found


class World:
    """One article, its translation, and what the test knows of both."""

    def __init__(self, article: ArticlePage, text: Text, user: User, on_commit: Any) -> None:
        self.article, self.user, self.on_commit = article, user, on_commit
        self.draft = text
        self.live = self.read_text = deepcopy(text)
        self.base: Text | None = None
        self.shown = False
        rows = Translation.objects.select_related("source", "target_locale")
        self.translation = rows.get(source__object_id=article.translation_key)

    def blocks(self) -> list[Block]:
        return [block for stream in self.draft.streams() for block in stream]

    def lists(self) -> list[list[Piece]]:
        return [block.pieces for block in self.blocks() if block.kind == "paragraph"]

    def step(self, name: str, pick: Any) -> None:
        getattr(self, name)(pick)

    def some(self, pick: Any) -> Piece | None:
        every = [each for block in self.blocks() for each in block.pieces]
        return pick(every) if every else None

    def change(self, pick: Any) -> None:
        if each := self.some(pick):
            each.text = f"{each.first} 고침 {next(_numbers)}"

    def revert(self, pick: Any) -> None:
        if each := self.some(pick):
            each.text = each.first

    def space(self, pick: Any) -> None:
        if each := self.some(pick):
            each.text = each.text.replace("문단 번호", "문단  번호")

    def insert(self, pick: Any) -> None:
        if self.lists():
            pieces = pick(self.lists())
            pieces.insert(pick(range(len(pieces) + 1)), piece())

    def delete(self, pick: Any) -> None:
        if self.lists() and len(pieces := pick(self.lists())) > 1:
            pieces.remove(pick(pieces))

    def move(self, pick: Any) -> None:
        if self.lists() and len(pieces := pick(self.lists())) > 1:
            pieces.insert(pick(range(len(pieces))), pieces.pop(pick(range(len(pieces)))))

    def insert_block(self, pick: Any) -> None:
        stream = pick(self.draft.streams())
        kinds = ["paragraph", "image", "section"] if stream is self.draft.blocks else ["paragraph", "image"]
        stream.insert(pick(range(len(stream) + 1)), Block(pick(kinds), [piece()]))

    def delete_block(self, pick: Any) -> None:
        stream = pick(self.draft.streams())
        if stream:
            stream.remove(pick(stream))

    def retitle(self, pick: Any) -> None:
        self.draft.title.text = f"{self.draft.title.first} {next(_numbers)}"

    def publish_source(self, pick: Any) -> None:
        self.article = ArticlePage.objects.get(pk=self.article.pk)
        self.article.title = self.draft.title.text
        raw = [each.stored() for each in self.draft.blocks]
        self.article.body = ArticlePage.body.field.stream_block.to_python(raw)
        self.article.save_revision().publish()
        self.live = deepcopy(self.draft)

    def read(self, pick: Any) -> None:
        self.translation.source.refresh_from_db()
        self.translation.source.update_from_db()
        self.read_text = deepcopy(self.live)

    def place(self, pick: Any) -> Any:
        return pick([each.place for each in segments_of(self.translation) if each.path != "slug"])

    def translate(self, pick: Any) -> None:
        save(self.translation, self.place(pick), f"Text {next(_numbers)}", by=By(self.user))

    def machine(self, pick: Any) -> None:
        by = By(tool="Robot", machine=True)
        save(self.translation, self.place(pick), f"Draft {next(_numbers)}", by=by)

    def break_(self, pick: Any) -> None:
        save(self.translation, self.place(pick), "<p>broken</p>", by=By(self.user))

    def review(self, pick: Any) -> None:
        with suppress(RefusedError):
            set_reviewed(self.translation, self.place(pick), user=self.user)

    def unreview(self, pick: Any) -> None:
        with suppress(RefusedError):
            set_reviewed(self.translation, self.place(pick), user=self.user, reviewed=False)

    def forget(self, pick: Any) -> None:
        string, context = self.place(pick)
        StringTranslation.objects.filter(translation_of_id=string, context_id=context).delete()

    def publish(self, pick: Any) -> None:
        self.translation.source.refresh_from_db()
        with self.on_commit(execute=True):
            publish(self.translation, user=self.user, consent=True)
        self.base, self.shown = self.read_text, True

    def unpublish(self, pick: Any) -> None:
        target = self.translation.get_target_instance()
        if target.live:
            target.unpublish()
        self.shown = False

    def check(self, after: str) -> None:
        row = TranslationStatus.objects.get(pk=self.translation.pk)
        stored = {name: getattr(row, name) for name in Counts.__dataclass_fields__}
        assert Counts(**stored) == count(self.translation), after
        states = Counter(each.state for each in segments_of(self.translation) if each.path != "slug")
        assert {state: stored[state.value] for state in State if stored[state.value]} == dict(states), after
        assert row.total == sum(states.values())
        assert row.published == self.shown == self.translation.get_target_instance().live
        expected = changed_pieces(self.base, self.live) if self.base and self.shown else 0
        assert row.behind == expected, (after, self.base, self.live)
        if self.shown:
            assert Basis.objects.get(page__translation_key=self.article.translation_key).behind == row.behind


@pytest.mark.usefixtures("translator")
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_the_stored_numbers_are_those_of_a_full_recount_after_every_step(
    data: st.DataObject, write: Any, submit: Any, translator: User, django_capture_on_commit_callbacks: Any
) -> None:
    sizes = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    blocks = [Block("paragraph", [piece() for _ in range(size)]) for size in sizes]
    text = Text(Piece("title", f"제목 {next(_numbers)}"), [Block("section", [piece()], blocks[1:]), blocks[0]])
    article = write(text.title.text, slug=f"s{next(_numbers)}", body=[each.stored() for each in text.blocks])
    submit(article)
    world = World(article, text, translator, django_capture_on_commit_callbacks)
    world.check("submit")
    world.publish(None)
    world.check("publish")

    def pick(things: Any) -> Any:
        every = list(things)
        return every[data.draw(st.integers(0, len(every) - 1))]

    for name in data.draw(st.lists(st.sampled_from(STEPS), min_size=3, max_size=14)):
        world.step(name, pick)
        world.check(name)
