"""An application that exists only in tests."""

from django.apps import AppConfig


class ShelfConfig(AppConfig):
    name = "tests.shelf"
    label = "shelf"
