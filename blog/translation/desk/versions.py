"""Every version of one piece, as its history shows them: who, when, from where, and what they changed.

It reads what `history` keeps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import pairwise
from operator import or_

from django.db.models import Q
from wagtail.admin.utils import get_user_display_name
from wagtail_localize.models import Translation

from blog.translation.desk.differences import Change, changes
from blog.translation.desk.markup import to_form
from blog.translation.models import SegmentVersion
from blog.translation.predecessors import replaced_by
from blog.translation.segments import Place

MOST = 100


@dataclass(frozen=True, slots=True)
class Version:
    """One version. `difference`: what it changed in the one before; all of it is new in the first.

    `is_earlier`: it translates a text that the original had before.
    """

    text: str
    when: datetime
    who: str
    origin: str
    difference: tuple[Change, ...]
    is_earlier: bool


def versions_of(translation: Translation, place: Place, *, rich: bool) -> tuple[Version, ...]:
    """The newest first, at most `MOST`, with those of the texts that this one replaced. Two queries."""
    before = replaced_by(translation.source.object_id, place)[:MOST]
    here = reduce(or_, (Q(string_id=string, context_id=context) for string, context in (place, *before)))
    rows = SegmentVersion.objects.filter(here, locale_id=translation.target_locale_id).select_related("user")
    return tuple(_versions(list(rows.order_by("-pk")[: MOST + 1]), place, rich=rich))


def _versions(rows: list[SegmentVersion], place: Place, *, rich: bool) -> Iterator[Version]:
    texts = [to_form(row.text, rich=rich) for row in rows]
    if len(rows) <= MOST:
        texts.append("")
    for row, (text, before) in zip(rows, pairwise(texts), strict=False):
        who = get_user_display_name(row.user) if row.user else row.tool
        is_earlier = (row.string_id, row.context_id) != place
        yield Version(text, row.created_at, who, row.get_origin_display(), changes(before, text), is_earlier)
