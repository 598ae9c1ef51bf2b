"""Groups that exist already get the rights of the glossary, once; `bootstrap` gives them to groups that it makes."""

from django.db import migrations

GROUPS = ("편집자", "번역자", "관리자")
ACTIONS = ("add", "change", "delete", "view")


def grant(apps, schema_editor):
    """Permissions are made after the migrations, so those that are missing are made here, in the same form."""
    groups = list(apps.get_model("auth", "Group").objects.filter(name__in=GROUPS))
    if not groups:
        return
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="translation", model="term"
    )
    permissions = apps.get_model("auth", "Permission").objects
    for action in ACTIONS:
        permission, _ = permissions.get_or_create(
            content_type=content_type, codename=f"{action}_term", defaults={"name": f"Can {action} term"}
        )
        for group in groups:
            group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ("home", "0002_optional_titles_of_links"),
        ("translation", "0003_translation_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
