"""What the pages that we link to say of themselves: kept here, so that showing it asks nobody else.

This module must not know how anything is fetched; it holds the queue, the results, and hands them to the blocks.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from unicodedata import normalize

from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from blog import reading
from blog.blocks.links import LinkFacts, LinkValue

LONGEST_ADDRESS = 2000  # bytes; an index of PostgreSQL takes 2,700


class LinkPreviewQuerySet(models.QuerySet["LinkPreview"]):
    """Words for the queue."""

    def due(self, now: datetime) -> "LinkPreviewQuerySet":
        """Those whose time has come, what was never asked before refreshes."""
        return self.filter(next_attempt__lte=now).order_by(models.F("fetched_at").asc(nulls_first=True), "next_attempt")

    def never_asked(self) -> "LinkPreviewQuerySet":
        """Those that still wait for their first attempt."""
        return self.filter(attempts=0, status=LinkPreview.Status.WAITING)


class LinkPreview(models.Model):
    """One address that some bookmark or embed leads to, and what is known of it.

    `image` is a small copy of our own. It is no `BlogImage`, so that the editors' image chooser shows their pictures
    only. What was found once stays when the page there disappears later.
    """

    # These names meet operators only, so they need no Korean.

    class Status(models.TextChoices):
        """How the last attempt ended. The rest of a row may be older."""

        WAITING = "waiting"
        FETCHED = "fetched"
        GONE = "gone"
        REFUSED = "refused"
        FAILED = "failed"

    address = models.URLField(max_length=LONGEST_ADDRESS, unique=True)
    title = models.CharField(max_length=300, blank=True)
    description = models.CharField(max_length=600, blank=True)
    language = models.CharField(max_length=12, blank=True)
    image = models.FileField(upload_to="images/links", max_length=200, blank=True)
    image_width = models.PositiveIntegerField(default=0)
    image_height = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True, blank=True)
    next_attempt = models.DateTimeField(default=timezone.now, db_index=True)
    found_in = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = LinkPreviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("link preview")
        verbose_name_plural = _("link previews")

    def __str__(self) -> str:
        return self.address

    @property
    def facts(self) -> LinkFacts:
        """What the blocks show of it."""
        return LinkFacts(
            title=self.title,
            description=self.description,
            language=self.language,
            image=self.image.url if self.image else "",
            image_width=self.image_width,
            image_height=self.image_height,
        )


def preview_address(url: str) -> str:
    """The form in which an address is kept, composed and without fragment; "" for one that cannot be asked."""
    address = normalize("NFC", url.strip()).partition("#")[0]
    try:
        return address if len(address.encode()) <= LONGEST_ADDRESS else ""
    except UnicodeEncodeError:  # half of a pair of surrogates, which no database takes
        return ""


def has_body(model: type[Any] | None) -> bool:
    """Whether it is a kind of page whose body is made of blocks."""
    if model is None or not issubclass(model, Page):
        return False
    return any(field.name == "body" and isinstance(field, StreamField) for field in model._meta.concrete_fields)


def is_linked_to(address: str) -> bool:
    """Whether the body of some page, live or not, holds an address. It reads all of them: not for requests."""
    written = Q(text__contains=json.dumps(address)[1:-1])  # SQLite keeps the JSON as we write it
    written |= Q(text__contains=json.dumps(address, ensure_ascii=False)[1:-1])  # PostgreSQL shows letters as letters
    models_with_body = [model for model in get_page_models() if has_body(model)]
    return any(
        model._default_manager.annotate(text=Cast("body", TextField())).filter(written).exists()
        for model in models_with_body
    )


def queue_links(page_id: int, body: reading.RawStream, wait: timedelta) -> None:
    """Puts the addresses of a body that are new into the queue, to be asked when `wait` has passed.

    What an earlier draft of the page had put there and nobody has asked yet is taken out again: the editor saves while
    an address is being typed, and half an address is somebody else's.
    """
    wanted = {preview_address(url) for url in reading.linked_addresses(body)} - {""}
    waiting = LinkPreview.objects.never_asked().filter(found_in=page_id)
    waiting.exclude(address__in=wanted).delete()
    if wanted:
        due = timezone.now() + wait
        new = (LinkPreview(address=address, found_in_id=page_id, next_attempt=due) for address in sorted(wanted))
        LinkPreview.objects.bulk_create(new, ignore_conflicts=True)
        LinkPreview.objects.never_asked().filter(address__in=wanted, next_attempt__gt=due).update(
            next_attempt=due, found_in=page_id
        )


def describe_links(body: Iterable[Any]) -> None:
    """Hands what is known of their addresses to the bookmarks and embeds of a body that a template is about to render.

    One query, and none for a body without them.
    """
    values = [(value, preview_address(value["url"] or "")) for value in _link_values(body)]
    if values:
        known = LinkPreview.objects.filter(address__in={address for _value, address in values})
        facts = {preview.address: preview.facts for preview in known}
        for value, address in values:
            value.facts = facts.get(address, value.facts)


def _link_values(body: Iterable[Any]) -> Iterator[LinkValue]:
    for block in body:
        if block.block_type == "section":
            yield from _link_values(block.value["content"])
        elif isinstance(block.value, LinkValue):
            yield block.value
