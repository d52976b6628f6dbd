"""The command line over real SSH, against devices of our own that behave well and badly."""

import asyncio
import dataclasses
import time

import asyncssh
import pytest

from collectors.platforms import platforms
from collectors.sessions.cli import CliSession
from collectors.sessions.configuration import missing, running_config
from collectors.sessions.session import Garbled, HostKeyChanged, Refused, Unreachable
from tests.unit.collectors.cli.emulator import COMWARE, IOS, PASSWORD, VRP, Emulated, Manner, serving

LINES = ["!Software Version V200R005C00", "#", "sysname CC-CORE-01", "#"]
LINES += [f"interface GigabitEthernet0/0/{n}\r\n description uplink {n}\r\n#" for n in range(1, 40)]
VRP_CONFIG = "\r\n".join([*LINES, "return", ""]).encode()
IOS_CONFIG = "\r\n".join(
    ["Building configuration...", "", "Current configuration : 3 bytes", "!", "version 15.2", "hostname sw-access-3"]
    + [f"interface Gi0/{n}\r\n!" for n in range(1, 40)] + ["end", "", ""]
).encode()  # fmt: skip
KINDS = [
    pytest.param(VRP, "huawei_vrp", "display current-configuration", VRP_CONFIG, id="vrp"),
    pytest.param(COMWARE, "hp_comware", "display current-configuration", VRP_CONFIG, id="comware"),
    pytest.param(IOS, "cisco_ios", "show running-config", IOS_CONFIG, id="ios"),
]


@pytest.mark.parametrize(("manner", "platform", "command", "text"), KINDS)
@pytest.mark.parametrize("paging", [True, False], ids=["paged", "unpaged"])
def test_configuration_is_read_whole(manner: Manner, platform: str, command: str, text: bytes, paging: bool) -> None:
    async def read() -> None:
        device = Emulated(manner, {command: text}, paging_can_be_switched_off=not paging)
        async with serving(device), CliSession(device.target(platform)) as session:
            config = await running_config(session)
            assert config.text == text.decode().replace("\r\n", "\n").strip("\n") + "\n"
            assert config.complete, config.reason
            assert session.host_key == device.host_key

    asyncio.run(read())


def vrp(**changes: object) -> Emulated:
    return Emulated(VRP, {"display current-configuration": VRP_CONFIG}, **changes)


async def config_of(device: Emulated, **login: str | None) -> str:
    async with serving(device), CliSession(device.target("huawei_vrp", **login)) as session:
        return (await running_config(session)).text


def test_connection_cut_in_the_middle_gives_nothing() -> None:
    with pytest.raises(Unreachable, match=r"closed.*after \d+ lines of the answer to 'display current-configuration'"):
        asyncio.run(config_of(vrp(drop_after=700)))


def test_silence_in_the_middle_gives_nothing() -> None:
    with pytest.raises(Unreachable, match="silent for 2 s after"):
        asyncio.run(config_of(vrp(freeze_after=700)))


def test_slow_answer_is_waited_for() -> None:
    assert asyncio.run(config_of(vrp(chunk=16, pause=0.008))).endswith("return\n")


def test_configuration_without_its_end_is_not_whole() -> None:
    async def read() -> None:
        device = Emulated(VRP, {"display current-configuration": VRP_CONFIG[:800] + b"\r\n"})
        async with serving(device), CliSession(device.target("huawei_vrp")) as session:
            config = await running_config(session)
            assert not config.complete
            assert "expected '^return$'" in config.reason

    asyncio.run(read())


def test_wrong_password_is_refused_and_not_told() -> None:
    with pytest.raises(Refused, match="user 'netops' with this password is not let in") as caught:
        asyncio.run(config_of(vrp(), password="Wrong-Pass-1955"))
    error: BaseException | None = caught.value
    while error:
        assert "Wrong-Pass-1955" not in str(error)
        assert PASSWORD not in str(error)
        error = error.__cause__


def test_no_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    text = key.export_private_key("openssh").decode()
    manner = dataclasses.replace(IOS, plain="sw-access-3>")
    device = Emulated(manner, {"show running-config": IOS_CONFIG}, secret="planted-enable-31")

    async def read(**login: str) -> None:
        async with serving(device), CliSession(device.target("cisco_ios", **login)) as session:
            await running_config(session)

    with caplog.at_level("DEBUG", "paramiko"), caplog.at_level("DEBUG", "netmiko"):
        asyncio.run(read(secret="planted-enable-31"))
        with pytest.raises(Refused):
            asyncio.run(read(password="planted-word-77", private_key=text))
    assert "paramiko" in {each.name.partition(".")[0] for each in caplog.records}
    ours = "\n".join(each.getMessage() for each in caplog.records if not each.name.startswith("asyncssh"))
    for secret in ("planted", PASSWORD, text.splitlines()[1]):
        assert secret not in ours


def test_unknown_user_is_refused() -> None:
    with pytest.raises(Refused, match="user 'nobody'"):
        asyncio.run(config_of(vrp(), name="nobody"))


def test_nobody_listening_is_unreachable() -> None:
    async def read() -> None:
        device = vrp()
        async with serving(device):
            target = device.target("huawei_vrp")
        async with CliSession(target):
            pass

    with pytest.raises(Unreachable, match=r"no connection to 127.0.0.1 port \d+: Connection refused"):
        asyncio.run(read())


def test_known_host_that_does_not_listen_is_unreachable() -> None:
    async def read() -> None:
        device = vrp()
        async with serving(device):
            target = device.target("huawei_vrp", host_key=device.host_key)
        async with CliSession(target):
            pass

    with pytest.raises(Unreachable, match=r"127.0.0.1 port \d+"):
        asyncio.run(read())


def test_what_does_not_speak_ssh_is_garbled() -> None:
    async def read() -> None:
        def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 mail\r\n" * 120)
            writer.close()

        server = await asyncio.start_server(greet, "127.0.0.1", 0)
        device = vrp(port=server.sockets[0].getsockname()[1])
        async with server, CliSession(device.target("huawei_vrp")):
            pass

    with pytest.raises((Garbled, Unreachable)):
        asyncio.run(read())


def test_changed_host_key_is_an_alarm_and_no_password_is_sent() -> None:
    before, device = asyncssh.generate_private_key("ssh-ed25519"), vrp()
    pin = " ".join(before.export_public_key("openssh").decode().split()[:2])
    with pytest.raises(HostKeyChanged, match=r"shows host key ssh-ed25519 SHA256:\S+, pinned is ssh-ed25519 SHA256:"):
        asyncio.run(config_of(device, host_key=pin))
    assert device.logins == []


def test_pinned_host_key_lets_in() -> None:
    device = vrp()
    assert asyncio.run(config_of(device, host_key=device.host_key)).endswith("return\n")


def test_host_key_of_another_kind_is_a_change() -> None:
    before = asyncssh.generate_private_key("ecdsa-sha2-nistp256")
    pin = " ".join(before.export_public_key("openssh").decode().split()[:2])
    with pytest.raises(HostKeyChanged):
        asyncio.run(config_of(vrp(), host_key=pin))


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"])
def test_private_key_lets_in(kind: str) -> None:
    key = asyncssh.generate_private_key(kind)
    text = key.export_private_key("openssh", passphrase="Open-Sesame-9").decode()
    device = vrp(trusted=key.convert_to_public())
    words = {"private_key": text, "passphrase": "Open-Sesame-9", "password": ""}
    assert asyncio.run(config_of(device, **words)).endswith("return\n")


@pytest.mark.parametrize(("secret", "lets_in"), [("planted-enable-31", True), ("planted-other-32", False)])
def test_privileged_mode_is_entered_where_the_login_does_not_lead_there(secret: str, lets_in: bool) -> None:
    manner = dataclasses.replace(IOS, plain="sw-access-3>")

    async def read() -> str:
        device = Emulated(manner, {"show running-config": IOS_CONFIG}, secret="planted-enable-31")
        async with serving(device), CliSession(device.target("cisco_ios", secret=secret)) as session:
            return (await running_config(session)).text

    if lets_in:
        assert asyncio.run(read()).endswith("end\n")
        return
    with pytest.raises(Refused, match="not let into privileged mode") as caught:
        asyncio.run(read())
    assert "planted" not in str(caught.value)


def test_questions_before_the_first_prompt_are_answered_with_no() -> None:
    questions = (
        b"\r\nWarning: The initial password poses security risks.\r\nIt needs to be changed. Change now? [Y/N]: ",
        b"\r\nThere are security risks in the configuration file. Save it now? [y/n]: ",
    )
    device = vrp()
    device.manner = dataclasses.replace(VRP, questions=questions)
    assert asyncio.run(config_of(device)).endswith("return\n")
    assert device.asked[:2] == ["N", "N"]
    assert {"Y", "y"}.isdisjoint(device.asked)


def test_unknown_command_is_refused() -> None:
    async def read() -> None:
        device = vrp()
        async with serving(device), CliSession(device.target("huawei_vrp")) as session:
            await session.ask("display nonsense")

    with pytest.raises(Refused, match="refuses 'display nonsense': Error: Unrecognized command"):
        asyncio.run(read())


def test_text_in_gb_is_decoded_beside_text_in_utf8() -> None:
    async def read() -> str:
        text = " description 汇聚交换机\r\n".encode("gbk") + " description 长春机房\r\n".encode()
        device = Emulated(VRP, {"display this": text * 20}, paging_can_be_switched_off=False, chunk=3)
        async with serving(device), CliSession(device.target("huawei_vrp")) as session:
            return await session.ask("display this")

    assert asyncio.run(read()) == " description 汇聚交换机\n description 长春机房\n" * 20


def test_a_line_like_the_prompt_does_not_end_an_answer() -> None:
    async def read() -> str:
        text = b"header login information\r\n<CC-CORE-01>\r\n<CC-CORE-01> is watched\r\nreturn\r\n"
        device = Emulated(VRP, {"display current-configuration": text}, chunk=12, pause=0.02)
        async with serving(device), CliSession(device.target("huawei_vrp")) as session:
            return (await running_config(session)).text

    assert asyncio.run(read()).endswith("return\n")


def test_cancelled_question_ends_soon() -> None:
    async def read() -> float:
        device = vrp(freeze_after=10)
        async with serving(device):
            session = await CliSession(device.target("huawei_vrp", timeout=60)).__aenter__()
            begin = time.monotonic()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5), session:
                    await session.ask("display current-configuration")
            return time.monotonic() - begin

    assert asyncio.run(read()) < 3


@pytest.mark.parametrize(
    ("platform", "text", "lacks"),
    [
        ("juniper_junos", "## Last commit: x\nsystem {\n    host-name r1;\n}\n", ""),
        ("juniper_junos", "## Last commit: x\nsystem {\n    host-name r1;\n", "1 braces opened, 0 closed"),
        ("juniper_junos", '## Last commit: x\nlogin {\n    message "a {\n}";\n}\n', ""),
        ("cisco_nxos", "!Command: show running-config\nhostname n1\n", ""),
        ("cisco_asa", ": Saved\nhostname fw\n: end\n", ""),
        ("cisco_asa", ": Saved\nhostname fw\n", "its last line is 'hostname fw', expected '^: end$'"),
        ("arista_eos", "", "0 lines, expected a configuration of arista_eos"),
    ],
)
def test_each_platform_marks_its_end(platform: str, text: str, lacks: str) -> None:
    assert missing(platforms()[platform], text) == lacks
