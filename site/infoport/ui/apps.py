"""The pages' application."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Lists, detail pages, forms, search and the shell around them."""

    name = "infoport.ui"
    label = "ui"
