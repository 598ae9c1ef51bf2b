from django.db import migrations

# Ranges of beginnings (keys from x to xzzz…) are right in the order of code points only; other collations have letters
# of two characters, and orders of their own. SQLite compares by code points anyway.
COLUMNS = {"search_word": {"text": 64, "skeleton": 64}, "search_suggestion": {"keys": 80, "initials": 40}}


def compare_by_code_points(apps, schema_editor):
    collate(schema_editor, '"C"')


def compare_as_the_database_does(apps, schema_editor):
    collate(schema_editor, '"default"')


def collate(schema_editor, collation):
    if schema_editor.connection.vendor == "postgresql":
        for table, columns in COLUMNS.items():
            for column, length in columns.items():
                schema_editor.execute(
                    f'ALTER TABLE {table} ALTER COLUMN "{column}" TYPE varchar({length}) COLLATE {collation}'
                )


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0002_first_spellings'),
    ]

    operations = [
        migrations.RunPython(compare_by_code_points, compare_as_the_database_does),
    ]
