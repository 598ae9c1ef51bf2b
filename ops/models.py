"""What the machine has to remember over a restart. It knows addresses, and not what is behind them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ChangedAddress(models.Model):
    """A public address whose content changed, until search engines have been told.

    `due`: not to be sent before; a further change sets it to that moment. `attempts`: how often it was tried in vain.
    """

    url = models.CharField(_("address"), max_length=2048, unique=True)  # the longest that IndexNow takes
    due = models.DateTimeField(_("not before"), default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    class Meta:
        verbose_name = _("changed address")
        verbose_name_plural = _("changed addresses")

    def __str__(self) -> str:
        return self.url
