"""Asking the pages that we link to what they are, in the background: `rounds` is the door, the rest reads answers.

What it finds goes into `LinkPreview`; it must not know how that is shown.
"""
