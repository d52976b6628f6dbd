"""The receiving process for tests, on the database of the test: arguments are its socket and its name."""

import sys

import django
from django.conf import settings


def main(host: str, name: str) -> None:
    settings.DATABASES["default"].update(HOST=host, NAME=name)
    django.setup()
    from infoport import environment
    from infoport.reception import process

    process.work(environment.load())


if __name__ == "__main__":
    main(*sys.argv[1:])
