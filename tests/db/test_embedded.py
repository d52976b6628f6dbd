import pytest
from django.db import connection


@pytest.mark.django_db
def test_tests_run_on_postgresql_18_in_a_database_of_their_own(worker_name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('server_version_num')::int / 10000")
        assert cursor.fetchone() == (worker_name, 18)
