"""The REST application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Views, authentication, errors and the OpenAPI description."""

    name = "infoport.api"
    label = "api"
