"""Titles by what has been typed of them: half a syllable, first consonants only, or on the wrong layout.

Every word of a title begins a row, kept as the keys that type the rest of the title. Those are the same for half a
syllable and for the wrong layout, so one question answers all. It knows titles and keys, and not what bears a title.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from search.hangul import are_initials, initials, keys
from search.models import Suggestion

MOST_WORDS: Final = 10
LONGEST_KEYS, LONGEST_INITIALS, LONGEST_TITLE = 80, 40, 255
_READ: Final = 60
_LAST: Final = "z" * 20  # behind every key that begins alike, in every collation: keys are a-z and 0-9
LONGEST_TYPED: Final = 60


def rows(language: str, kind: str, object_id: int, title: str) -> Iterator[Suggestion]:
    """A row for every word of a title."""
    words = title.split()
    for place in range(min(len(words), MOST_WORDS)):
        rest = " ".join(words[place:])
        if typed := keys(rest)[:LONGEST_KEYS]:
            yield Suggestion(
                language=language,
                kind=kind,
                object_id=object_id,
                title=title[:LONGEST_TITLE],
                keys=typed,
                initials=initials(rest)[:LONGEST_INITIALS],
                place=place,
            )


def matching(language: str, typed: str) -> Sequence[Suggestion]:
    """Titles of which a word begins so, each once: those that begin so themselves first, short ones before long."""
    text = typed[:LONGEST_TYPED]
    column = "initials" if are_initials(text) else "keys"
    begun = keys(text)
    if not begun:
        return []
    conditions = {"language": language, f"{column}__gte": begun, f"{column}__lte": begun + _LAST}
    found = sorted(
        Suggestion.objects.filter(**conditions).order_by(column)[:_READ],
        key=lambda row: (row.place > 0, len(row.title), -row.object_id),
    )
    return list({(row.kind, row.object_id): row for row in reversed(found)}.values())[::-1]


def replace(kind: str, object_id: int, new: Sequence[Suggestion] = ()) -> None:
    """Forgets the title of an object, and remembers its new one."""
    Suggestion.objects.filter(kind=kind, object_id=object_id).delete()
    Suggestion.objects.bulk_create(new)
