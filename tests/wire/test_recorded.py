"""NetBox 4.6.8's recorded requests get NetBox's answers: status, keys, types and shape; what differs is listed."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import recorded
from django.db import transaction
from recorded import Replay, Step, administrator, differences

if not recorded.FOLDER.is_dir():
    pytest.skip(f"the recordings are not here ({recorded.FOLDER})", allow_module_level=True)

STATUS: dict[str, str] = {
    r".*: bulk change, unknown id": "NetBox leaves an unknown id out in silence; we name it and change nothing",
    r"users\.permissions: (?!bulk|create|404|list|options|delete|deleted|replace|PUT).*": "see the next line",
    r"users\.permissions: create permission": "constraints that one of the types cannot be asked are refused",
    r"users\.tokens: change with a stale If-Match": "our tokens have no time of last change",
    r"users\.tokens: (replace with PUT|PUT without required fields)": "NetBox answers 500",
    r"special\.root: api root without token": "pynetbox and the issue ask for it open",
    r"special\.paging: devices \?format=api.*": "NetBox has a browsable API; we answer as for any unknown format",
    r"special\.filters: .*(rubbish|no_such|regex=\(|=maybe|__xx|__lt=m).*": "what cannot be obeyed is refused",
    r"special\.writes: primary address of another device": "NetBox answers 500",
    r"special\.writes: bad MAC": "three octets are no MAC address; NetBox pads them",
}
"""Steps whose status differs on purpose, by name."""
PARTS = (
    r"dcim\.(front-ports|rear-ports|power-ports|power-outlets|console-ports|console-server-ports|inventory-items"
    r"|module-bays)"
)
PLACES: dict[str, str] = {
    r".*\.(l2vpn_termination|vlan_translation_policy|vdcs|wireless_link|wireless_lans|virtual_machine_type)":
        "of types that are not served",
    r".*\.(rf_role|rf_channel|rf_channel_frequency|rf_channel_width|tx_power)": "radios are not modelled",
    r".*\.qinq_svlan": "Q-in-Q is told by the VLAN, not by each interface",
    r"dcim\.racks.*\.group": "rack groups are not served",
    r"special\.root: .*\.(vpn|virtual-device-contexts|rack-groups|connected-device|wireless)": "not served",
    r"special\.root: .*\.installed_apps\..*": "NetBox's own libraries",
    r"(users\.tokens|special\.auth).*\.(allowed_ips|pepper_id|token)": "tokens are bound to no address, and told once",
    r".*\.display_url": "of what is nested, only tags lead to their page",
    r".*\.(import_targets|export_targets)\[\]\..*": "route targets are nested in their brief form",
    r".*nat_(inside|outside)(\[\])?\.family": "the family has one form everywhere",
    r"dcim\.interfaces.*\.parent\.cable": "a nested cable has one form everywhere",
    r"circuits\.circuits.*\.termination_[az]\..*": "a nested termination is told by its circuit's page",
    r"dcim\.module-bays.*\.installed_module\.serial": "a nested module has one form everywhere",
    r"virtualization\.clusters.*\.allocated_(vcpus|memory|disk)": "computed from the start; NetBox's is empty at first",
    r".*\.(pre|post)change_data.*": "the change log holds what changed",
    r"special\.views: object-changes of site.*\.results: 2 / 3": "relations to many are changes of their own",
    r"users\.(groups|users).*\.permissions: 1 / 0": "the recorded permission was refused",
    r"users\.permissions.*": "the recorded permission was refused",
    r".*\.last_login.*": "signing in is not part of the recording",
    r"users\.tokens: list .*": "NetBox's administrator had more tokens",
    PARTS + r": list .*\.(next|results).*": "the recording made parts by templates that it does not show",
    r"special\.(paging|filters|available|views): .*(\.results|limit=0 |prefixes |elevation json ).*: \d+ / \d+":
        "the recording is cut",
    r".*: options \.(assigned_object_type|related_object_type|object_types|object_type|parent_object_type)":
        "the types are ours",
    r"core\.data-sources: options \.(type|sync_interval)": "folders and git are read, at any interval",
    r"users\.tokens: options \.version": "there is one version",
    r"extras\.custom-field-choice-sets: options \.base_choices": "UN/LOCODE, IATA and ISO lists are not shipped",
    r"circuits\.circuits: options \.assignments": "circuit groups are not served",
    r"special\.auth: users/config.*\.tables": "preferences of another person",
    r"tenancy\.contact-assignments: replace with PUT.*\.priority.*": "what PUT leaves out stays, as for other types",
    r"dcim\.devices: bulk create, second row bad.*": "errors of many are a list for every type",
    r"special\.writes: tag not for this type.*": "said of the field",
    r"special\.writes: .*(non_field_errors|detail).*": "said of the field",
    r"users\.users: .*\.password.*": "asked for when the rest is right",
    r"extras\.custom-field-choice-sets: .*extra_choices.*": "a set may be filled later",
    r"special\.filters: .*\.(tenant_id__n|created__gte|created_by_request).*": "errors name the filter without suffix",
}  # fmt: skip
"""`<step> <place>` of differences in keys, types and lengths that are on purpose."""


@pytest.fixture(scope="module")
def replayed(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Step]]:
    """Send the whole recording once, in a transaction that is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        replay = Replay(token=administrator())
        steps = [step for step in recorded.steps() if step.request.get("auth") in {None, "none"}]
        for step in steps:
            replay.run(step)
        yield steps
        transaction.set_rollback(True)


FILES = sorted({step.file for step in recorded.steps()})


@pytest.mark.parametrize("file", FILES)
def test_status_codes_are_netboxs(replayed: list[Step], file: str) -> None:
    wrong = [
        f"{step.name}: {step.status} / {step.answer.status_code} {str(step.body)[:200]}"
        for step in replayed
        if step.file == file and step.answer.status_code != step.status and not kept(STATUS, step.name)
    ]
    assert wrong == []


def kept(reasons: dict[str, str], text: str) -> bool:
    return any(re.fullmatch(pattern, text) for pattern in reasons)


@pytest.mark.parametrize("file", FILES)
def test_keys_types_and_shapes_are_netboxs(replayed: list[Step], file: str) -> None:
    wrong = [
        f"{kind}: {step.name} {place}"
        for step in replayed
        if step.file == file and step.answer.status_code == step.status and step.what != "options"
        for kind, place in differences(step.response, step.body)
        if kind != "extra" and not any(re.match(pattern, f"{step.name} {place}") for pattern in PLACES)
    ]
    assert wrong == []


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith("special.")])
def test_options_offer_netboxs_fields_and_choices(replayed: list[Step], file: str) -> None:
    step = next(each for each in replayed if each.file == file and each.what == "options")
    theirs, ours = (each["actions"]["POST"] if "actions" in each else {} for each in (step.response, step.body))
    wrong = []
    for name, field in theirs.items():
        if any(re.match(pattern, f"{step.name} .{name}") for pattern in PLACES):
            continue
        mine = ours.get(name)
        if mine is None:
            wrong.append(f"{name} is missing")
            continue
        words = {(each["value"], each["display_name"]) for each in mine.get("choices", ())}
        stated = [each for each in field.get("choices", ()) if each["value"] is not None]
        missing = [each for each in stated if (each["value"], each["display_name"]) not in words]
        wrong.extend(f"{name} lacks {each}" for each in missing)
    assert wrong == []


def test_every_answer_bears_the_version_and_a_request_id(replayed: list[Step]) -> None:
    for step in replayed:
        if step.request["path"].startswith("/api/"):
            assert step.answer.headers["API-Version"] == "4.6", step.name
            assert step.answer.headers["X-Request-ID"], step.name
