"""What translators and editors ask each other about single pieces of a text: threads, and which are still open.

Who may take part is asked before, in `guards`. It knows nothing of forms, and readers never see any of it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment, Translation

from blog.translation.guards import visible_translations
from blog.translation.limits import is_blank
from blog.translation.models import Predecessor, SegmentComment
from blog.translation.overrides import refuse_text
from blog.translation.saving import RefusedError
from blog.translation.segments import Place

LONGEST_COMMENT = 4000  # characters
LONGEST_LIST = 20


@dataclass(frozen=True, slots=True)
class Thread:
    """What opens a thread, and the answers in their order. `earlier`: it is about a string that was changed since."""

    opening: SegmentComment
    answers: tuple[SegmentComment, ...]
    earlier: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits."""
        return self.opening.resolved_at is None


@dataclass(frozen=True, slots=True)
class Discussion:
    """All threads of one translation, oldest first: by the piece that they belong to today, and those without one."""

    threads: Mapping[Place, tuple[Thread, ...]]
    homeless: tuple[Thread, ...]

    @property
    def open(self) -> int:
        """How many threads are open."""
        everything = [each for threads in self.threads.values() for each in threads]
        return sum(each.is_open for each in (*everything, *self.homeless))

    @property
    def open_places(self) -> frozenset[Place]:
        """The pieces with an open thread."""
        return frozenset(place for place, threads in self.threads.items() if any(each.is_open for each in threads))


def comments_of(translation: Translation) -> Discussion:
    """The threads of a translation. One query; two or three when strings that somebody asked about have changed."""
    openings: list[Any] = []
    answers: dict[int, list[SegmentComment]] = defaultdict(list)
    here = _pieces(translation).filter(string_id=OuterRef("string_id"), context_id=OuterRef("context_id"))
    rows = _comments(translation).select_related("author", "resolved_by", "string", "context")
    for comment in rows.annotate(is_current=Exists(here)).order_by("pk"):
        if comment.parent_id:
            answers[comment.parent_id].append(comment)
        else:
            openings.append(comment)
    homes = _homes(translation, {_place(each) for each in openings if not each.is_current})
    found: dict[Place | None, list[Thread]] = defaultdict(list)
    for opening in openings:
        home = _place(opening) if opening.is_current else homes[_place(opening)]
        found[home].append(Thread(opening, tuple(answers[opening.pk]), earlier=not opening.is_current))
    homeless = tuple(found.pop(None, ()))
    return Discussion({place: tuple(threads) for place, threads in found.items() if place}, homeless)


@transaction.atomic
def ask(
    translation: Translation, place: Place, text: str, *, user: Any, parent: SegmentComment | None = None
) -> SegmentComment:
    """Opens a thread about a piece, or answers in one, which opens it again. Raises RefusedError."""
    text = _checked(text)
    if parent is None:
        _require_piece(translation, place)
    else:
        parent = parent.parent or parent
        place = _place(parent)
        SegmentComment.objects.filter(pk=parent.pk).update(resolved_at=None, resolved_by=None)
    return SegmentComment.objects.create(
        string_id=place[0],
        context_id=place[1],
        locale_id=translation.target_locale_id,
        parent=parent,
        author=user,
        text=text,
    )


def change(comment: SegmentComment, text: str, *, user: Any) -> None:
    """Another text for one's own comment. Raises RefusedError."""
    _require_own(comment, user)
    comment.text, comment.edited_at = _checked(text), timezone.now()
    comment.save(update_fields=["text", "edited_at"])


@transaction.atomic
def withdraw(comment: SegmentComment, *, user: Any) -> None:
    """Deletes one's own comment, which nobody has answered. Raises RefusedError."""
    _require_own(comment, user)
    SegmentComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.answers.exists():
        raise RefusedError(_("This comment has been answered. You can change it instead."))
    comment.delete()


def resolve(comment: SegmentComment, *, user: Any, resolved: bool = True) -> None:
    """Closes the thread that a comment belongs to, or opens it again."""
    SegmentComment.objects.filter(pk=comment.parent_id or comment.pk).update(
        resolved_at=timezone.now() if resolved else None, resolved_by=user if resolved else None
    )


def comment_of(translation: Translation, pk: int) -> SegmentComment | None:
    """A comment of this translation; None when it was deleted, or belongs to another one."""
    return _comments(translation).select_related("parent").filter(pk=pk).first()


def places_of(translation: Translation) -> tuple[Place, ...]:
    """The pieces of a translation in their order, for those who need nothing else of them. One query."""
    rows = _pieces(translation).order_by("order")
    return tuple(dict.fromkeys(rows.values_list("string_id", "context_id")))


def open_questions(user: Any, limit: int = LONGEST_LIST) -> QuerySet[Any]:
    """Open threads in running translations whose original or translation the user may edit, the latest first.

    Each with its string, its author, and the `translation` (primary key) that it belongs to. One query.
    """
    visible = visible_translations(user).filter(
        source__object_id=OuterRef("context__object_id"), target_locale_id=OuterRef("locale_id"), enabled=True
    )
    rows = SegmentComment.objects.filter(parent=None, resolved_at=None).annotate(
        translation=Subquery(visible.order_by("pk").values("pk")[:1])
    )
    rows = rows.filter(translation__isnull=False).select_related("string", "author", "locale")
    return rows.order_by("-created_at", "-pk")[:limit]


def _comments(translation: Translation) -> QuerySet[SegmentComment]:
    return SegmentComment.objects.filter(
        context__object_id=translation.source.object_id, locale_id=translation.target_locale_id
    )


def _pieces(translation: Translation) -> Any:
    return StringSegment.objects.filter(source_id=translation.source_id)


def _place(comment: SegmentComment) -> Place:
    return comment.string_id, comment.context_id


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if why := refuse_text(text):
        raise RefusedError(why)
    if is_blank(text.replace("<", "&lt;")):
        raise RefusedError(_("Please write something first."))
    if len(text) > LONGEST_COMMENT:
        raise RefusedError(_("This is too long: at most %(number)d characters fit here.") % {"number": LONGEST_COMMENT})
    return text


def _require_own(comment: SegmentComment, user: Any) -> None:
    if comment.author_id != user.pk:
        raise RefusedError(_("Only its author can change a comment."))


def _require_piece(translation: Translation, place: Place) -> None:
    if not _pieces(translation).filter(string_id=place[0], context_id=place[1]).exists():
        raise RefusedError(_("The original does not have this text any more. Please open the page again."))


def _homes(translation: Translation, gone: Collection[Place]) -> dict[Place, Place | None]:
    """For pieces that are no more: what replaced them, or else the first one in their place. No query for none."""
    if not gone:
        return {}
    later: dict[Place, list[Place]] = defaultdict(list)
    now: set[Place] = set()
    here = _pieces(translation).filter(string_id=OuterRef("string_id"), context_id=OuterRef("context_id"))
    rows: Any = Predecessor.objects.filter(context__object_id=translation.source.object_id)
    for row in rows.annotate(is_current=Exists(here)).order_by("pk"):
        later[(row.earlier_id, row.earlier_context_id)].append((row.string_id, row.context_id))
        now |= {(row.string_id, row.context_id)} if row.is_current else set()
    homes = {place: _followed(place, later, now) for place in gone}
    contexts = {place[1] for place, home in homes.items() if home is None}
    if contexts:
        rows = _pieces(translation).filter(context_id__in=contexts).order_by("-order")
        first = {context: (string, context) for string, context in rows.values_list("string_id", "context_id")}
        homes = {place: home or first.get(place[1]) for place, home in homes.items()}
    return homes


def _followed(place: Place, later: Mapping[Place, list[Place]], now: Collection[Place]) -> Place | None:
    """The nearest piece of today that a piece was replaced by, step by step."""
    waiting, seen = [place], {place}
    while waiting:
        step = waiting.pop(0)
        if step in now:
            return step
        waiting += [each for each in later.get(step, ()) if each not in seen]
        seen.update(later.get(step, ()))
    return None
