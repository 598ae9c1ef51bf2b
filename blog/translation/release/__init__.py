"""Korean and English that go live at the same moment, or Korean now with a promise: a step of Wagtail's workflows."""
