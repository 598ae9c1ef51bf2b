"""Speeds, printed and never asserted: a number of milliseconds says more about the machine than about the site."""
