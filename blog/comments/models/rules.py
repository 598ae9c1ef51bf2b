"""The rules for comments that the operator sets in the admin: one row, and the defaults without it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_WINDOW = 36_500  # days


class Approval(models.TextChoices):
    """Which comments wait for a moderator."""

    ALL = "all", _("every comment")
    FIRST = "first", _("the first comment of an e-mail address")
    NONE = "none", _("none")


class CommentRules(models.Model):
    """What holds for all articles. A limit of 0 is none."""

    is_open = models.BooleanField(_("readers may comment"), default=True)
    closed_after_days = models.PositiveIntegerField(
        _("closed after days"),
        default=0,
        validators=[MaxValueValidator(LONGEST_WINDOW)],
        help_text=_("How many days after its publication an article takes comments; 0 for ever."),
    )
    approval = models.CharField(_("what waits for approval"), max_length=10, choices=Approval, default=Approval.FIRST)
    most_links = models.PositiveSmallIntegerField(
        _("links in a comment"), default=2, help_text=_("A comment with more links waits for approval.")
    )
    held_words = models.TextField(
        _("words that make a comment wait"), blank=True, help_text=_("One word or phrase in a line.")
    )
    spam_words = models.TextField(
        _("words that make a comment spam"), blank=True, help_text=_("One word or phrase in a line.")
    )
    new_writers = models.PositiveIntegerField(
        _("comments of new writers from one address"),
        default=1,
        help_text=_("In ten minutes, until a comment of theirs was approved; five times as many a day. 0: no limit."),
    )
    known_writers = models.PositiveIntegerField(
        _("comments of a known writer"), default=10, help_text=_("In ten minutes. 0 for no limit.")
    )
    one_network = models.PositiveIntegerField(
        _("comments of new writers from one network"),
        default=128,
        help_text=_("In ten minutes, from 256 neighbouring addresses. 0 for no limit."),
    )
    seconds_to_read = models.PositiveSmallIntegerField(
        _("seconds to look at the preview"),
        default=2,
        validators=[MinValueValidator(0), MaxValueValidator(60)],
        help_text=_("Nobody reads faster than this; programs do."),
    )
    privacy_ko = models.TextField(_("privacy notice in Korean"), blank=True, max_length=5000)
    privacy_en = models.TextField(_("privacy notice in English"), blank=True, max_length=5000)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="comment_rules_once")]
        default_permissions = ()
        verbose_name = _("rules for comments")
        verbose_name_plural = _("rules for comments")

    def __str__(self) -> str:
        return str(_("rules for comments"))


def rules() -> CommentRules:
    """The rules that hold now. One query, and it never writes."""
    return CommentRules.objects.filter(pk=1).first() or CommentRules(pk=1)
