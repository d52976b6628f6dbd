"""The REST application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Views, authentication, errors and the OpenAPI description."""

    name = "infoport.api"
    label = "api"

    def ready(self) -> None:
        """Let the schema generator know our authentication and views."""
        from infoport.api import openapi  # noqa: F401, PLC0415 - registers drf-spectacular extensions
