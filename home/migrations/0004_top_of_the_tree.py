"""The frame of every page asks for the few pages at the top of the tree, of which Wagtail's table has no index."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("home", "0003_terms_for_groups"), ("wagtailcore", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(
            "CREATE INDEX home_top_of_the_tree ON wagtailcore_page (depth) WHERE depth <= 3",
            "DROP INDEX home_top_of_the_tree",
        )
    ]
