"""The key that signs sessions and tokens."""

import contextlib
import os
import secrets
import tempfile

from infoport.environment import BadSettings, Environment


def signing_key(env: Environment) -> str:
    """Return the signing key, making it on first use with mode 0600. Raises `BadSettings` where it cannot be kept."""
    if env.secret_key:
        return env.secret_key
    path = env.directory / "secret.key"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix="secret.", encoding="ascii") as draft:
                draft.write(secrets.token_urlsafe(48))
                draft.flush()
                with contextlib.suppress(FileExistsError):  # two processes may be the first: one key wins, whole
                    os.link(draft.name, path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        where = f"cannot use the data directory {path.parent}"
        raise BadSettings(f"{where}: {error.strerror}; set INFOPORT_DATA to another") from error
