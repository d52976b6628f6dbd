"""Ways of logging in that change nothing on the device, where netmiko's own would."""

import re
import time
from typing import Final

from netmiko import BaseConnection
from netmiko.fortinet.fortinet_ssh import FortinetSSH
from netmiko.huawei.huawei import HuaweiSSH
from netmiko.ssh_dispatcher import CLASS_MAPPER

QUESTION: Final = re.compile(r"\[[Yy]/[Nn]\]|Change now|Please choose")
QUESTIONS: Final = 4
"""Asked one after another before the first prompt: an old password, a weak one, an unsafe configuration."""

PAUSE: Final = 0.3
"""Seconds in which a question arrives whole; a bracket of its text looks like a prompt."""


class CarefulHuawei(HuaweiSSH):
    """VRP, which may ask questions before the first prompt.

    netmiko answers yes to one of them, and the device then rewrites and saves its configuration.
    """

    def special_login_handler(self, delay_factor: float = 1.0) -> None:
        """Answer no to whatever is asked, until there is a prompt."""
        del delay_factor
        data = self.read_until_pattern(pattern=self.prompt_or_password_change)
        for _each in range(QUESTIONS):
            time.sleep(PAUSE)
            data += self.read_channel()
            if not QUESTION.search(data):
                return
            self.write_channel("N" + self.RETURN)
            data = self.read_until_pattern(pattern=self.prompt_or_password_change)


class CarefulFortinet(FortinetSSH):
    """FortiOS, of which netmiko changes the configuration to switch paging off. Here the pages are turned instead."""

    def disable_paging(
        self, command: str = "", delay_factor: float | None = None, cmd_verify: bool = True, pattern: str | None = None
    ) -> str:
        """Change nothing."""
        del command, delay_factor, cmd_verify, pattern
        return ""


CLASSES: Final[dict[str, type[BaseConnection]]] = {
    "huawei": CarefulHuawei,
    "fortinet": CarefulFortinet,
}
"""netmiko's name of a kind of device -> what logs in instead of its own class."""


def register() -> None:
    """Let netmiko take these classes, also for napalm's drivers."""
    CLASS_MAPPER.update(CLASSES)
