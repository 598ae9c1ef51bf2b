"""The first three accounts of a new site, one for each kind of work."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction

from home.bootstrap import ADMINISTRATORS, EDITORS, TRANSLATORS

GROUP_OF = {"admin": ADMINISTRATORS, "editor": EDITORS, "translator": TRANSLATORS}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody needs to log in."""

    username: str
    password: str


@transaction.atomic
def create_first_accounts() -> list[Credentials]:
    """Creates admin, editor and translator on a site without accounts; does nothing on any other.

    Returns what to print. The password is DEMO_PASSWORD for all three, or a random one for each.
    """
    if User.objects.exists():
        return []
    return [_create(username, group) for username, group in GROUP_OF.items()]


def _create(username: str, group: str) -> Credentials:
    password = settings.DEMO_PASSWORD or secrets.token_urlsafe(12)
    user = User.objects.create_user(username, password=password)
    user.is_superuser = group == ADMINISTRATORS
    user.save(update_fields=["is_superuser"])
    user.groups.add(Group.objects.get(name=group))
    return Credentials(username, password)
