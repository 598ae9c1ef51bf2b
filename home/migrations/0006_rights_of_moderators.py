"""Editors and administrators that exist already may moderate comments, once; `bootstrap` says so of new groups."""

from django.db import migrations

GROUPS = ("편집자", "관리자")


def grant(apps, schema_editor):
    """The permission is made after the migrations, so it is made here if it is missing, in the same form."""
    groups = list(apps.get_model("auth", "Group").objects.filter(name__in=GROUPS))
    if not groups:
        return
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="comments", model="comment"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="moderate_comments", defaults={"name": "Can moderate comments"}
    )
    for group in groups:
        group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ("home", "0005_rights_of_the_search"),
        ("comments", "0001_comments"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
