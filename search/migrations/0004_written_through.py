from django.db import migrations

ENTRIES, WORDS = "wagtailsearch_indexentry", "search_word"


def write_through(apps, schema_editor):
    """New entries go right into the indexes of words, not on a list beside them.

    PostgreSQL reads that list (up to 4 MB) with every search until somebody tidies up: with 1,400 new articles among
    100,000 a page of results took 88 ms instead of 60. A worker indexes, so nobody waits for the tidying.
    """
    set_option(schema_editor, "off")
    for name in names(schema_editor, WORDS, "%varchar_pattern_ops%"):
        # For LIKE in other collations; the column compares by code points (0003), and so does its primary key.
        schema_editor.execute(f'DROP INDEX "{name}"')


def write_later(apps, schema_editor):
    set_option(schema_editor, "on")


def set_option(schema_editor, value):
    for name in names(schema_editor, ENTRIES, "%USING gin%"):
        schema_editor.execute(f'ALTER INDEX "{name}" SET (fastupdate = {value})')
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [f'"{name}"'])


def names(schema_editor, table, definition):
    if schema_editor.connection.vendor != "postgresql":
        return []
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s AND indexdef LIKE %s",
            [table, definition],
        )
        return [name for (name,) in cursor.fetchall()]


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0003_compare_by_code_points'),
        ('wagtailsearch', '0010_add_text_fields'),
    ]

    operations = [
        migrations.RunPython(write_through, write_later),
    ]
