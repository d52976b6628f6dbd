"""A live server of its own database: it prints who may talk to it as JSON, then serves until it is killed."""

import json
import sys

PASSWORD = "Wire-Pass-1!"


def people() -> dict[str, str]:
    """The administrator's token, one that has expired, one that may only read, and one without any right."""
    from datetime import timedelta

    from django.utils import timezone

    from inventory.users.models import Token, User

    admin = User.objects.create_superuser("admin", password=PASSWORD)
    nobody = User.objects.create_user("nobody", password=PASSWORD)
    expired, expired_text = Token.issue(admin)
    Token.objects.filter(pk=expired.pk).update(expires=timezone.now() - timedelta(days=1))
    return {
        "token": Token.issue(admin)[1],
        "expired": expired_text,
        "reader": Token.issue(admin, write_enabled=False)[1],
        "nobody": Token.issue(nobody)[1],
    }


def serve(*, told: bool = False) -> None:
    """Serve where the environment says; `told` makes people and prints their tokens first."""
    import django
    from django.db import connections
    from infoport import environment

    django.setup()
    from infoport.supervisor import warm, web

    if told:
        print(json.dumps(people()), flush=True)
    warm.compile_declarations()
    connections.close_all()
    web.serve(environment.load())


if __name__ == "__main__":
    sys.exit(serve(told=True))
