"""Translations that fell behind when their original was published anew: who has to know, and what they have seen of it.

How far behind one is, is counted whenever it is asked, so a notice is never out of date. Mails are `digests`'s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.signals import page_published, published
from wagtail_localize.models import StringSegment, StringTranslation, Translation, get_edit_url

from blog.translation.guards import editable_translations, may_edit
from blog.translation.models import Assignment, Basis, Notice, Told
from blog.translation.progress import count_of
from blog.translation.targets import targets_of

MOST: Final = 500


@dataclass(frozen=True, slots=True)
class News:
    """One translation that fell behind, for one person. `pieces`: how many are to be translated or left out."""

    translation: int
    title: str
    language: str
    pieces: int
    since: datetime
    changed_at: datetime
    url: str


def connect() -> None:
    """Watches publications of translations, after `basis` has compared them with their originals."""
    page_published.connect(forget, dispatch_uid="translation.forget_notice_of_page")
    published.connect(forget, dispatch_uid="translation.forget_notice")


def with_pieces(translations: QuerySet[Translation]) -> QuerySet[Any]:
    """Annotates `untranslated` strings, `behind` as readers are told, and `pieces`, the larger of both."""
    usable = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=OuterRef("target"),
        has_error=False,
    )
    segments = StringSegment.objects.filter(source_id=OuterRef("source_id")).exclude(context__path="slug")
    untranslated = segments.annotate(target=OuterRef("target_locale_id")).filter(~Exists(usable))
    here = Basis.objects.filter(
        page__translation_key=OuterRef("source__object_id"), page__locale_id=OuterRef("target_locale_id")
    )
    behind = Subquery(here.filter(page__live=True).values("behind")[:1], output_field=IntegerField())
    counted = translations.annotate(untranslated=count_of(untranslated), behind=Coalesce(behind, 0))
    return counted.annotate(pieces=Greatest(F("untranslated"), F("behind")))


def current_ones(translations: Iterable[Translation]) -> frozenset[int]:
    """Those in which nothing is left to do."""
    counted = with_pieces(Translation.objects.filter(pk__in=[each.pk for each in translations]))
    return frozenset(counted.filter(pieces=0).values_list("pk", flat=True))


def tell(translations: Iterable[Translation], current_before: frozenset[int]) -> None:
    """The original of these has just changed: whoever translates them shall know what has fallen behind.

    A translation that nobody has begun cannot fall behind.
    """
    begun = StringTranslation.objects.filter(
        context__object_id=OuterRef("source__object_id"), locale_id=OuterRef("target_locale_id"), has_error=False
    ).exclude(context__path="slug")
    counted = with_pieces(Translation.objects.filter(pk__in=[each.pk for each in translations]))
    behind = set(counted.filter(Exists(begun), pieces__gt=0).values_list("pk", flat=True))
    Notice.objects.filter(translation__in=[each.pk for each in translations]).exclude(translation__in=behind).delete()
    now = timezone.now()
    for pk in behind:
        again = {"since": now} if pk in current_before else {}
        Notice.objects.update_or_create(
            translation_id=pk, defaults={"changed_at": now, **again}, create_defaults={"changed_at": now, "since": now}
        )


def forget(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """A translation was published: with nothing left to do, it is no news any more."""
    key, locale = getattr(instance, "translation_key", None), getattr(instance, "locale_id", None)
    mine = Translation.objects.filter(source__object_id=key, target_locale_id=locale, notice__isnull=False)
    if key and (done := current_ones(mine)):
        Notice.objects.filter(translation__in=done).delete()


def news_for(user: Any, limit: int = MOST) -> list[News]:
    """What fell behind and is this person's to translate, the latest change first, without what was dismissed.

    What is assigned to somebody is that person's alone, as long as that person may edit it. A fixed number of queries
    per kind of content.
    """
    seen = Told.objects.filter(user=user, notice=OuterRef("pk"), dismissed_at__gte=OuterRef("notice__changed_at"))
    mine = editable_translations(user).filter(~Exists(seen), enabled=True, notice__isnull=False)
    rows = with_pieces(mine).filter(pieces__gt=0).select_related("notice", "source", "target_locale")
    found = list(rows.order_by("-notice__changed_at", "-pk")[: limit * 2])
    targets, assignees = targets_of(found), _assignees(found)
    return [
        _news(row, target)
        for row in found
        if (target := targets.get((row.source.object_id, row.target_locale_id))) is not None
        and _concerns(user, target, assignees.get((row.source.object_id, row.target_locale_id)))
    ][:limit]


def dismiss(user: Any, translations: Iterable[int]) -> None:
    """This person has seen these; they come again when the original changes again."""
    for notice in Notice.objects.filter(pk__in=translations):
        Told.objects.update_or_create(notice=notice, user=user, defaults={"dismissed_at": notice.changed_at})


def _concerns(user: Any, target: Any, assignee: Any) -> bool:
    if not may_edit(user, target):
        return False
    return assignee is None or assignee.pk == user.pk or not (assignee.is_active and may_edit(assignee, target))


def _assignees(translations: Sequence[Translation]) -> dict[tuple[Any, int], Any]:
    """Whom each text is assigned to, by its key and language; each person once. One query."""
    keys = {each.source.object_id for each in translations}
    rows = Assignment.objects.filter(translation_key__in=keys, assignee__isnull=False).select_related("assignee")
    people: dict[int, Any] = {}
    return {(row.translation_key, row.locale_id): people.setdefault(row.assignee_id or 0, row.assignee) for row in rows}


def _news(row: Any, target: Any) -> News:
    return News(
        translation=row.pk,
        title=row.source.object_repr,
        language=str(row.target_locale.get_display_name()),
        pieces=row.pieces,
        since=row.notice.since,
        changed_at=row.notice.changed_at,
        url=_desk(row.pk) or str(get_edit_url(target)),
    )


def _desk(translation: int) -> str:
    """The address of the translation desk; "" on a site without one."""
    try:
        return reverse("translation:desk", args=[translation])
    except NoReverseMatch:
        return ""
