"""Stores the comments of an imported article. Storing them twice equals storing them once, and moderators always win.

It must not know any format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from blog.comments.changes import conversation_changed
from blog.comments.models import Comment, State
from blog.comments.wording import fingerprint

if TYPE_CHECKING:
    from uuid import UUID

    from blog.importers.article import Article, ImportedComment


def take_in(key: UUID, article: Article) -> int:
    """Stores those comments of an article that no earlier import has brought; how many.

    What came before stays as moderators have left it. The order is that of the source, also where dates contradict it.
    Answers to answers stand beside those, for there is one level of them.
    """
    refs = {each.ref: f"{article.ref}#comment-{each.ref}" for each in article.comments}
    known = {each.import_ref: each for each in Comment.objects.filter(import_ref__in=refs.values())}
    new, place = 0, None
    by_ref = {ref: known[full] for ref, full in refs.items() if full in known}
    for each in article.comments:
        place = max(place or each.written, each.written)
        if each.ref in by_ref:
            continue
        parent = by_ref.get(each.answers)
        comment = _stored(key, article.language, each, parent)
        comment.import_ref, comment.placed_at = refs[each.ref], place
        comment.save(force_insert=True)
        by_ref[each.ref] = comment
        new += 1
    if new:
        conversation_changed.send(Comment, key=key)
    return new


def _stored(key: UUID, language: str, said: ImportedComment, parent: Comment | None) -> Comment:
    now = timezone.now()
    return Comment(
        translation_key=key,
        parent=(parent.parent or parent) if parent else None,
        language=language,
        state=State(said.state),
        voice=said.voice,
        name=said.name,
        email=said.email,
        homepage=said.homepage,
        text=said.text,
        created_at=said.written,
        decided_at=None if said.state == "waiting" else now,
        told_at=now,  # moderators are not told of each of a thousand old comments
        fingerprint=fingerprint(said.text),
    )
