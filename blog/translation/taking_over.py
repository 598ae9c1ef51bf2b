"""A string that only moved keeps its translation as it is: nobody has to translate it again, and nothing of it is old.

It copies stored rows from place to place. What moved where is `predecessors`'s; what was changed is carried over by
`carrying` and stays marked.
"""

from collections.abc import Collection, Mapping

from django.db.models import QuerySet
from wagtail_localize.models import StringTranslation, TranslationContext

from blog.translation.history import version_of
from blog.translation.models import Review, SegmentVersion

Place = tuple[int, int]


def take_over(moves: Mapping[Place, Place]) -> None:
    """Gives each new place the translations, with their reviews, that its own string has in another place.

    A place that has a translation keeps it. Fields with a limit are left out: there the text may not fit. At most six
    queries, none without moves.
    """
    same = {new: old for new, old in moves.items() if new[0] == old[0]}
    if not same:
        return
    roomy = _roomy({context for _string, context in same})
    there = {(row.translation_of_id, row.context_id, row.locale_id) for row in _translations_in(same)}
    found: dict[Place, list[StringTranslation]] = {}
    for row in _translations_in(same.values()).filter(has_error=False).select_related("review"):
        found.setdefault((row.translation_of_id, row.context_id or 0), []).append(row)
    pairs = [
        (_copy(row, new), row)
        for new, old in same.items()
        for row in found.get(old, ())
        if new[1] in roomy and (*new, row.locale_id) not in there
    ]
    _store(pairs)


def _roomy(contexts: set[int]) -> set[int]:
    """Places inside blocks and the like; only fields of the page itself have a limit."""
    inside = TranslationContext.objects.filter(pk__in=contexts, path__contains=".")
    return set(inside.values_list("pk", flat=True))


def _translations_in(places: Collection[Place]) -> QuerySet[StringTranslation]:
    rows: QuerySet[StringTranslation] = StringTranslation.objects.filter(
        translation_of__in={string for string, _context in places}, context__in={context for _string, context in places}
    )
    return rows


def _copy(row: StringTranslation, place: Place) -> StringTranslation:
    return StringTranslation(
        translation_of_id=place[0],
        context_id=place[1],
        locale_id=row.locale_id,
        data=row.data,
        translation_type=row.translation_type,
        tool_name=row.tool_name,
        last_translated_by_id=row.last_translated_by_id,
    )


def _store(pairs: list[tuple[StringTranslation, StringTranslation]]) -> None:
    """Stores copies, their first version, and the reviews of what was copied."""
    copies = StringTranslation.objects.bulk_create([copy for copy, _row in pairs])
    SegmentVersion.objects.bulk_create(map(version_of, copies))
    reviewed = [(copy, row.review) for copy, row in pairs if hasattr(row, "review")]
    Review.objects.bulk_create(Review(translation=copy, reviewer_id=seen.reviewer_id) for copy, seen in reviewed)
