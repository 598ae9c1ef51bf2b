"""What happens when something happened: the only place where the blog connects signals."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from modelsearch.tasks import insert_or_update_object_task
from wagtail.models import Page, PageViewRestriction, Revision
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from blog import purging
from blog.cards.shelf import discard
from blog.comments.changes import conversation_changed
from blog.finding import suggestions
from blog.models import ArticlePage, Series, Topic
from blog.models.groups import KINDS, Grouping, articles_naming
from blog.models.linkpreviews import has_body, queue_links
from search import elsewhere, freshness

WHILE_TYPING = timedelta(minutes=1)


def connect() -> None:
    """Connects every handler of the blog. Called once, from the app's `ready`."""
    page_published.connect(date_article, sender=ArticlePage, dispatch_uid="blog.date_article")
    page_published.connect(queue_links_of_page, dispatch_uid="blog.queue_links_of_page")
    page_published.connect(index_published, dispatch_uid="blog.index_published")
    for group in KINDS.values():
        pre_save.connect(remember_name, sender=group, dispatch_uid=f"blog.remember_name_{group.__name__}")
        post_save.connect(index_renamed, sender=group, dispatch_uid=f"blog.index_renamed_{group.__name__}")
        pre_delete.connect(remember_articles, sender=group, dispatch_uid=f"blog.remember_articles_{group.__name__}")
        post_delete.connect(index_nameless, sender=group, dispatch_uid=f"blog.index_nameless_{group.__name__}")
    post_page_move.connect(index_moved, dispatch_uid="blog.index_moved")
    freshness.index_rebuilt.connect(suggest_anew, dispatch_uid="blog.suggest_anew")
    page_published.connect(suggest_article, sender=ArticlePage, dispatch_uid="blog.suggest_article")
    page_unpublished.connect(suggest_no_more, sender=ArticlePage, dispatch_uid="blog.suggest_no_more")
    post_delete.connect(suggest_no_more, sender=ArticlePage, dispatch_uid="blog.suggest_no_deleted")
    for group in (Topic, Series):
        post_save.connect(suggest_group, sender=group, dispatch_uid=f"blog.suggest_{group.__name__}")
        post_delete.connect(suggest_no_more, sender=group, dispatch_uid=f"blog.suggest_no_{group.__name__}")
    post_save.connect(queue_links_of_draft, sender=Revision, dispatch_uid="blog.queue_links_of_draft")
    page_unpublished.connect(discard_card, dispatch_uid="blog.discard_card")
    page_published.connect(purge_published, dispatch_uid="blog.purge_published")
    page_unpublished.connect(purge_unpublished, dispatch_uid="blog.purge_unpublished")
    page_slug_changed.connect(purge_renamed, dispatch_uid="blog.purge_renamed")
    post_page_move.connect(purge_moved, dispatch_uid="blog.purge_moved")
    conversation_changed.connect(purge_discussed, dispatch_uid="blog.purge_discussed")
    pre_save.connect(purge_closed, sender=PageViewRestriction, dispatch_uid="blog.purge_closed")
    post_delete.connect(purge_opened, sender=PageViewRestriction, dispatch_uid="blog.purge_opened")


def date_article(sender: type[ArticlePage], instance: ArticlePage, **kwargs: Any) -> None:
    """An article without a date gets the moment of its first publication."""
    if instance.published_at is None:
        instance.published_at = instance.first_published_at
        ArticlePage.objects.filter(pk=instance.pk).update(published_at=instance.first_published_at)


def index_published(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Wagtail indexes a page before its authors and groups are stored, so their names come into the index here."""
    insert_or_update_object_task.enqueue(sender._meta.app_label, sender._meta.model_name, str(instance.pk))


def remember_name(sender: type[Any], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """How a category, topic, series or author is called by the articles in the index."""
    stored = None if raw or instance.pk is None else sender.objects.filter(pk=instance.pk).first()
    instance.name_in_the_index = str(stored) if stored is not None else None


def index_renamed(sender: type[Any], instance: Grouping, **kwargs: Any) -> None:
    """The articles of a group are found by its new name."""
    before = getattr(instance, "name_in_the_index", None)
    if before is not None and before != str(instance):
        freshness.note_all(ArticlePage, articles_naming(instance))


def remember_articles(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Which articles are found by the name of a group, before nobody knows any more."""
    instance.articles_in_the_index = articles_naming(instance)


def index_nameless(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """The articles of a group that is gone are not found by its name."""
    freshness.note_all(ArticlePage, instance.articles_in_the_index)


def index_moved(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Wagtail indexes what was moved, and not what is below it: only a search server keeps where a page is."""
    if elsewhere.is_used():
        freshness.note_all(Page, instance.get_descendants().values_list("pk", flat=True))


def suggest_anew(sender: Any, **kwargs: Any) -> None:
    """A new index comes with new titles."""
    suggestions.rebuild()


def suggest_article(sender: type[ArticlePage], instance: ArticlePage, **kwargs: Any) -> None:
    """The title of a published article is suggested to whoever begins to type it."""
    suggestions.remember_article(instance)


def suggest_group(sender: type[Topic | Series], instance: Topic | Series, raw: bool = False, **kwargs: Any) -> None:
    """So is the name of a topic or a series; only those with articles are shown."""
    if not raw:
        suggestions.remember_group(instance)


def suggest_no_more(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Nobody can read it any more."""
    suggestions.forget("article" if sender is ArticlePage else sender.__name__.lower(), instance.pk)


# The queue is a table, so what a transaction takes back was never queued: no `on_commit` is needed.


def queue_links_of_page(sender: type[Page], instance: Any, **kwargs: Any) -> None:
    """What a published page links to is asked at once what it is."""
    if has_body(sender):
        queue_links(instance.pk, list(instance.body.get_prep_value()), timedelta())


def queue_links_of_draft(sender: type[Revision], instance: Revision, **kwargs: Any) -> None:
    """What a saved draft links to is asked when the editor has had the time to finish typing it."""
    if has_body(instance.content_type.model_class()):
        queue_links(int(instance.object_id), json.loads(instance.content["body"]), WHILE_TYPING)


def discard_card(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page that readers no longer see needs no sharing card. Wagtail also says so before it deletes a live page."""
    discard(str(instance.pk))


def purge_published(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Readers see another text, and maybe a language more."""
    purging.changed(instance)


def purge_unpublished(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Taken down, or about to be deleted: Wagtail unpublishes what it deletes."""
    purging.unpublished(instance)


def purge_renamed(sender: type[Page], instance: Page, instance_before: Page, **kwargs: Any) -> None:
    """Another slug is another address."""
    purging.moved(instance, instance_before.url_path)


def purge_moved(sender: type[Page], instance: Page, url_path_before: str, **kwargs: Any) -> None:
    """Another parent is another address; another place below the same one is not."""
    purging.moved(instance, url_path_before)


def purge_discussed(sender: type[Any], key: UUID, **kwargs: Any) -> None:
    """A comment was approved, or is not read any more."""
    purging.discussed(key)


def purge_closed(sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any) -> None:
    """Asked before a new restriction is stored, when what it closes is still open."""
    if instance._state.adding:
        purging.closed(instance)


def purge_opened(sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any) -> None:
    """What a restriction closed is open without it."""
    purging.opened(instance)
