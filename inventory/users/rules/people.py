"""Making people."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import BaseUserManager


class People(BaseUserManager[Any]):
    """Django's two questions of a user manager."""

    def create_user(self, username: str, email: str = "", password: str | None = None, **fields: Any) -> Any:
        """A person without rights; without a password nobody signs in as them."""
        user = self.model(username=self.model.normalize_username(username), email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, email: str = "", password: str | None = None, **fields: Any) -> Any:
        """A person who may do everything."""
        return self.create_user(username, email, password, is_superuser=True, **fields)
