"""One comment, and the words in which comments are asked for."""

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_NAME = 60
LONGEST_TEXT = 5000


class State(models.TextChoices):
    """Where a comment stands. Readers see what is approved; spam and what was removed stay out of sight."""

    WAITING = "waiting", _("waiting")
    APPROVED = "approved", _("approved")
    SPAM = "spam", _("spam")
    REMOVED = "removed", _("removed")


class Voice(models.TextChoices):
    """Who speaks. Only the admin gives another voice than a reader's."""

    READER = "reader", _("reader")
    AUTHOR = "author", _("author")
    EDITOR = "editor", _("editor")


class CommentQuerySet(models.QuerySet["Comment"]):
    """Words for comments."""

    def of(self, translation_key: UUID) -> "CommentQuerySet":
        """The conversation under one article, in all its languages."""
        return self.filter(translation_key=translation_key)

    def approved(self) -> "CommentQuerySet":
        """What readers may read."""
        return self.filter(state=State.APPROVED)

    def shown(self) -> "CommentQuerySet":
        """What has a place on the page: what is approved, and the empty place of what others have answered to."""
        answered = Comment.objects.filter(parent=OuterRef("pk"), state=State.APPROVED)
        return self.filter(Q(state=State.APPROVED) | Exists(answered))

    def by_address(self, email: str) -> "CommentQuerySet":
        """Everything that was written under an e-mail address, however it was capitalised."""
        return self.filter(email__iexact=email.strip()) if email.strip() else self.none()


class Comment(models.Model):
    """What a reader wrote under an article. With `parent`, an answer; answers have no answers of their own.

    `placed_at` is its place in the conversation: when it was written, but an import keeps the order of its source where
    dates contradict it. `network` is a digest that means nothing after a month. `held` says, in codes, why it waits.
    """

    translation_key = models.UUIDField(_("key of the article"))
    parent = models.ForeignKey(
        "self", verbose_name=_("answer to"), null=True, blank=True, on_delete=models.RESTRICT, related_name="answers"
    )
    language = models.CharField(_("language"), max_length=10)
    block_id = models.CharField(_("place in the article"), max_length=36, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    voice = models.CharField(_("voice"), max_length=10, choices=Voice, default=Voice.READER)
    name = models.CharField(_("name"), max_length=255, blank=True)  # imports bring longer ones than forms
    email = models.EmailField(_("e-mail"), blank=True)
    homepage = models.URLField(_("homepage"), max_length=500, blank=True)
    text = models.TextField(pgettext_lazy("of readers", "comment"), max_length=LONGEST_TEXT)
    wants_mail = models.BooleanField(_("wants to hear of answers"), default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("written at"))
    placed_at = models.DateTimeField(_("place in time"))
    edited_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    told_at = models.DateTimeField(_("moderators told at"), null=True, blank=True)
    network = models.CharField(_("digest of the network"), max_length=64, blank=True)
    held = models.CharField(_("reasons"), max_length=200, blank=True)
    fingerprint = models.CharField(_("fingerprint of the text"), max_length=64, blank=True)
    ticket = models.CharField(_("number of the form"), max_length=40, null=True, unique=True)  # noqa: DJ001
    import_ref = models.CharField(_("reference of the import"), max_length=300, null=True, unique=True)  # noqa: DJ001

    objects: ClassVar[Any] = CommentQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            models.Index(fields=["translation_key", "state"], name="comment_of_article"),
            models.Index(fields=["state", "created_at"], name="comment_in_queue"),
            models.Index(fields=["fingerprint"], name="comment_by_text"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="comment_state_known"),
            models.CheckConstraint(condition=~Q(parent=models.F("pk")), name="comment_answers_another"),
        ]
        permissions = [("moderate_comments", _("Can moderate comments"))]
        default_permissions = ()
        verbose_name = pgettext_lazy("of readers", "comment")
        verbose_name_plural = pgettext_lazy("of readers", "comments")

    def __str__(self) -> str:
        # Stands in logs, which outlive what a reader may ask to have erased: no name, no text.
        return f"#{self.pk}"

    @property
    def is_approved(self) -> bool:
        """Whether readers read it."""
        return self.state == State.APPROVED
