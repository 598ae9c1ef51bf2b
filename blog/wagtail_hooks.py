"""What the blog adds to the Wagtail admin."""

from wagtail.snippets.models import register_snippet

from blog.viewsets import BlogViewSetGroup, TermViewSet

register_snippet(BlogViewSetGroup)
register_snippet(TermViewSet)
