"""Who may do what with comments in the admin, asked on the server by every door."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest

MODERATE = "comments.moderate_comments"


def may_moderate(user: Any) -> bool:
    """Whether somebody may read and decide about all comments."""
    return bool(user.is_active and user.has_perm(MODERATE))


def require_moderator(request: HttpRequest) -> None:
    """Raises PermissionDenied for everybody else."""
    if not may_moderate(request.user):
        raise PermissionDenied


def moderators() -> QuerySet[Any]:
    """Everybody who may moderate, may enter the admin and has an e-mail address."""
    rights = Permission.objects.filter(content_type__app_label="comments", codename="moderate_comments")
    allowed = Q(is_superuser=True) | Q(groups__permissions__in=rights) | Q(user_permissions__in=rights)
    people = get_user_model()._default_manager.filter(is_active=True).exclude(email="")
    return people.filter(allowed).select_related("comment_mail").distinct().order_by("pk")
