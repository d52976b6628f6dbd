"""The key that signs sessions and tokens."""

import os
import secrets

from infoport.environment import Environment


def signing_key(env: Environment) -> str:
    """Return the signing key, making it on first use with mode 0600."""
    if env.secret_key:
        return env.secret_key
    path = env.directory / "secret.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key := secrets.token_urlsafe(48))
    return key
