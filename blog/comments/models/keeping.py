"""What keeps bots away: how often somebody wrote, and who may not write at all. Addresses are digests."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """How often something happened since a moment, counted in the database so that all processes count together.

    `scope` says what is counted, `who` is a digest.
    """

    scope = models.CharField(_("what is counted"), max_length=20)
    who = models.CharField(_("digest"), max_length=64)
    number = models.PositiveIntegerField(_("number"), default=0)
    since = models.DateTimeField(_("since"), db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "who"], name="one_tally_of_each")]
        default_permissions = ()
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"{self.scope}: {self.number}"


class Barred(models.Model):
    """Whose comments are spam, whatever they say."""

    class Kind(models.TextChoices):
        """What is compared."""

        EMAIL = "email", _("e-mail address")
        DOMAIN = "domain", _("domain of an e-mail address or homepage")
        NETWORK = "network", _("network of a comment")

    kind = models.CharField(_("what is blocked"), max_length=10, choices=Kind)
    value = models.CharField(_("value"), max_length=254)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("blocked at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="barred_once")]
        default_permissions = ()
        verbose_name = _("block")
        verbose_name_plural = _("blocks")

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"
