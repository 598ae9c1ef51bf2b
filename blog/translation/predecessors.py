"""Which string a changed string replaced: found when an original is read again, before the old segments are gone.

It pairs strings by place, order and likeness, and knows nothing of translations.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from wagtail_localize.models import String, StringSegment, TranslationSource

from blog.translation.models import Predecessor

ALIKE = 0.4  # a replaced sentence shares less than this with the one before: it says something else


@dataclass(frozen=True, slots=True)
class Place:
    """A string in its context, by their primary keys."""

    string: int
    context: int


Pairs = Sequence[tuple[Place, Place]]


def strings_of(source: TranslationSource) -> list[Place]:
    """The strings of an original in its order. One query."""
    rows = StringSegment.objects.filter(source=source).order_by("order").values_list("string_id", "context_id")
    return [Place(string, context) for string, context in rows]


def remember(before: Sequence[Place], after: Sequence[Place]) -> None:
    """Stores what each new string replaced. No query when nothing is new."""
    known = set(before)
    if not before or known.issuperset(after):
        return
    for new, old in pair(before, after, _texts({*before, *after})):
        Predecessor.objects.update_or_create(
            context_id=new.context,
            string_id=new.string,
            defaults={"earlier_id": old.string, "earlier_context_id": old.context},
        )


def pair(before: Sequence[Place], after: Sequence[Place], texts: Mapping[int, str]) -> Pairs:
    """New strings with those that they replaced, each old one at most once: (new, old)."""
    found: list[tuple[Place, Place]] = []
    old_by_context, new_by_context = _by_context(before), _by_context(after)
    for context, new in new_by_context.items():
        found += _pair_in_context(old_by_context.get(context, []), new, texts)
    return found


def _pair_in_context(old: list[Place], new: list[Place], texts: Mapping[int, str]) -> Iterator[tuple[Place, Place]]:
    """What was replaced where: runs of new strings between unchanged ones, paired in order."""
    for kind, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "replace":
            continue
        gone = [place for place in old[first:last] if place not in new]
        come = [place for place in new[begin:end] if place not in old]
        if len(gone) == len(come):
            yield from zip(come, gone, strict=True)
            continue
        for place in come:
            likeness, best = max(
                ((SequenceMatcher(None, texts[place.string], texts[each.string]).ratio(), each) for each in gone),
                key=lambda one: one[0],
                default=(0.0, place),
            )
            if likeness >= ALIKE:
                gone.remove(best)
                yield place, best


def _by_context(places: Sequence[Place]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        found[place.context].append(place)
    return found


def _texts(places: set[Place]) -> dict[int, str]:
    strings = String.objects.filter(pk__in={place.string for place in places})
    return dict(strings.values_list("pk", "data"))
