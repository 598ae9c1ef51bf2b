"""What each changed string of an original replaced is remembered, so that its translation is not lost.

It keeps the chains of replacements; `pairing` says what replaced what. The chains have no circles: a text that comes
back stands in front of those that stood in for it.
"""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from uuid import UUID

from django.db.models import QuerySet
from wagtail_localize.models import StringTranslation

from blog.translation.models import Predecessor
from blog.translation.pairing import Piece, Place, pair
from blog.translation.taking_over import take_over

Earlier = MutableMapping[Place, Place]


def remember(key: UUID, before: Sequence[Piece], after: Sequence[Piece]) -> None:
    """Stores what each new string of the text with this translation key replaced; what only moved stays translated."""
    known = {piece.place for piece in before}
    found = [(new.place, old.place) for new, old in pair(before, after)]
    found += _said_before(key, [piece for piece in after if piece.place not in known], {new for new, _old in found})
    if found:
        take_over(dict(found))
        _store(Predecessor.objects.filter(context__object_id=key), found)


def link(earlier: Earlier, new: Place, old: Place) -> None:
    """Puts a string in front of the chain of the one that it replaced; whatever was reached from either still is."""
    chain, rest = list(_chain(earlier, old)), earlier.pop(new, None)
    if new in chain:
        _set(earlier, chain[chain.index(new) - 1], rest)
    elif rest and set(chain).isdisjoint(_chain(earlier, rest)):
        earlier[chain[-1]] = rest
    earlier[new] = old


def _set(earlier: Earlier, place: Place, rest: Place | None) -> None:
    if rest:
        earlier[place] = rest
    else:
        del earlier[place]


def _chain(earlier: Mapping[Place, Place], place: Place | None) -> Iterator[Place]:
    """A string and all that it replaced, the latest first."""
    seen: set[Place] = set()
    while place and place not in seen:
        seen.add(place)
        yield place
        place = earlier.get(place)


def replaced_by(key: UUID, place: Place) -> tuple[Place, ...]:
    """The strings that one of the text with this translation key replaced, the latest first. One query."""
    rows = Predecessor.objects.filter(context__object_id=key)
    places = rows.values_list("string_id", "context_id", "earlier_id", "earlier_context_id")
    earlier = {(string, context): (before, there) for string, context, before, there in places}
    return tuple(_chain(earlier, place))[1:]


def _said_before(key: UUID, new: Iterable[Piece], paired: set[Place]) -> list[tuple[Place, Place]]:
    """Texts that had been deleted and now stand in another place, with their translation of that time."""
    left = {piece.string: piece.place for piece in new if piece.place not in paired}
    if not left:
        return []
    rows = StringTranslation.objects.filter(context__object_id=key, translation_of__in=left, has_error=False)
    places = rows.order_by("updated_at").values_list("translation_of_id", "context_id")
    latest = {string: (string, context) for string, context in places if context}
    return [(place, latest[string]) for string, place in left.items() if latest.get(string, place) != place]


def _store(rows: QuerySet[Predecessor], found: Iterable[tuple[Place, Place]]) -> None:
    ids = {(row.string_id, row.context_id): row for row in rows}
    stored = {place: (row.earlier_id, row.earlier_context_id) for place, row in ids.items()}
    earlier = dict(stored)
    for new, old in found:
        link(earlier, new, old)
    changed = [_row(place, old) for place, old in earlier.items() if stored.get(place) != old]
    ends = [row.pk for place, row in ids.items() if place not in earlier]
    if changed:
        Predecessor.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["context", "string"],
            update_fields=["earlier", "earlier_context"],
        )
    if ends:
        Predecessor.objects.filter(pk__in=ends).delete()


def _row(place: Place, old: Place) -> Predecessor:
    return Predecessor(string_id=place[0], context_id=place[1], earlier_id=old[0], earlier_context_id=old[1])
