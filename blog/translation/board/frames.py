"""What Wagtail's page frame needs of every page of the board: title, icon and the way back."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def frame(title: str, subtitle: str = "", parent: str = "") -> dict[str, Any]:
    """Context for `wagtailadmin/generic/base.html`. `parent`: the address of the page that `title` names."""
    board = reverse("translation:board")
    steps = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": board, "label": _("Translation board")}]
    if title != steps[-1]["label"]:
        steps.append({"url": parent, "label": title})
    if subtitle:
        steps.append({"url": "", "label": subtitle})
    return {
        "header_title": f"{title}: {subtitle}" if subtitle else title,
        "header_icon": "wagtail-localize-language",
        "breadcrumbs_items": steps,
    }
