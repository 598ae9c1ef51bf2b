"""Groups that exist already get the rights of the search, once; `bootstrap` gives them to groups that it makes."""

from django.db import migrations

GROUPS = ("편집자", "번역자", "관리자")
RIGHTS = {
    ("wagtailsearchpromotions", "searchpromotion", "search promotion"): ("add", "change", "delete"),
    ("search", "spellinggroup", "spellings of a word"): ("add", "change", "delete", "view"),
    ("search", "asked", "search term"): ("view",),
}


def grant(apps, schema_editor):
    """Permissions are made after the migrations, so those that are missing are made here, in the same form."""
    groups = list(apps.get_model("auth", "Group").objects.filter(name__in=GROUPS))
    if not groups:
        return
    for (app, model, label), actions in RIGHTS.items():
        content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label=app, model=model
        )
        permissions = apps.get_model("auth", "Permission").objects
        for action in actions:
            permission, _ = permissions.get_or_create(
                content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {label}"}
            )
            for group in groups:
                group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ("home", "0004_top_of_the_tree"),
        ("search", "0001_initial"),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
