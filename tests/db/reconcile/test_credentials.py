import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from inventory.core.models import ObjectChange
from inventory.declare import write
from inventory.declare.registry import specs
from inventory.reconcile.credentials import Sealed, opened, seal
from inventory.reconcile.models import Access, Credential, Secret
from inventory.reconcile.polling import asked, claim
from tests.db.reconcile.lab import Lab

WORD = "fr1g0rifique"


def made() -> Credential:
    return write.save(specs["reconcile.credential"], Credential(name="v2"), {"kind": "community", "community": WORD})


def test_a_secret_is_opened_only_for_polling(db: None):
    del db
    credential = made()
    assert opened([credential.pk]) == {credential.pk: {"community": WORD}}
    assert WORD not in str(vars(credential))
    assert WORD.encode() not in bytes(Secret.objects.get().sealed)


def test_no_secret_word_is_in_the_database_or_on_the_wire(db: None):
    del db
    made()
    assert not {"secret", "sealed", "community"} & specs["reconcile.credential"].fields.keys()
    assert "reconcile.secret" not in specs.all()
    for change in ObjectChange.objects.all():
        assert WORD not in f"{change.prechange_data}{change.postchange_data}{change.message}"
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{WORD}%"])
            assert cursor.fetchone() == (0,), table


def test_a_secret_moved_to_another_credential_does_not_open(db: None):
    del db
    one, other = made(), Credential.objects.create(name="other", kind="community")
    Secret.objects.create(credential=other, sealed=Secret.objects.get(credential=one).sealed)
    with pytest.raises(Sealed, match="INFOPORT_CREDENTIALS_KEY"):
        opened([other.pk])


def test_another_key_does_not_open_it(db: None, settings: object):
    del db
    settings.CREDENTIALS_KEYS = (bytes(31) + b"1",)  # type: ignore[attr-defined]
    credential = made()
    settings.CREDENTIALS_KEYS = (bytes(32),)  # type: ignore[attr-defined]
    with pytest.raises(Sealed, match=str(credential.pk)):
        opened([credential.pk])
    seal(credential.pk, {"community": "again"})
    assert opened([credential.pk]) == {credential.pk: {"community": "again"}}


def test_words_not_given_stay(db: None):
    del db
    spec = specs["reconcile.credential"]
    values = {"kind": "usm", "username": "poller", "auth_protocol": "sha256", "privacy_protocol": "aes128"}
    credential = write.save(spec, Credential(name="v3"), {**values, "auth_key": "a" * 8, "privacy_key": "b" * 8})
    write.save(spec, credential, {"privacy_key": "c" * 8})
    assert opened([credential.pk])[credential.pk] == {"auth_key": "a" * 8, "privacy_key": "c" * 8}


def test_an_access_and_its_credential_must_fit(lab: Lab):
    device = lab.device("core", polled=False)
    values = {"device": device, "address": "127.0.0.1", "credential": lab.credential, "version": "v3"}
    with pytest.raises(ValidationError, match="usm"):
        write.save(specs["reconcile.access"], Access(), values)
    with pytest.raises(ValidationError, match="authentication"):
        write.save(
            specs["reconcile.credential"],
            Credential(name="x"),
            {"kind": "usm", "username": "u", "privacy_protocol": "aes128"},
        )
    assert write.save(specs["reconcile.access"], Access(), {**values, "version": "v2c"}).pk


def test_a_due_device_is_claimed_once_with_all_that_is_needed(city: Lab):
    seal(city.credential.pk, {"community": WORD})
    claimed = claim()
    assert len(claimed) == 3
    assert claim() == []
    (due,) = [each for each in asked(claimed) if each.device == city.core.pk]
    assert (due.name, due.port, due.version, due.words) == ("core01", 161, "v2c", {"community": WORD})
    assert due.address.startswith("127.9.0.")
    assert "/" not in due.address
    assert WORD not in repr(due)


def test_a_disabled_access_is_never_due(city: Lab):
    Access.objects.update(enabled=False)
    assert claim() == []
