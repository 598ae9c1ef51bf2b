"""What compares or connects two languages: wagtail-localize made safe, and the links between translations."""
