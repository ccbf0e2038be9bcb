import pytest
from django.db import connection


def who():
    with connection.cursor() as c:
        c.execute("select current_user, current_database(), count(*) from django_migrations")
        return c.fetchone()


@pytest.mark.parametrize("n", range(4))
def test_db(db, n):
    print(who())
    assert who()[0] == "safeguard_app"


@pytest.mark.parametrize("n", range(4))
def test_committed(committed_db, n):
    assert who()[1] == committed_db.name
    with connection.cursor() as c:
        c.execute("insert into safeguard_cache values (%s,'x',now())", [str(n)])
        c.execute("select count(*) from safeguard_cache")
        assert c.fetchone()[0] == 1


def test_block():
    with pytest.raises(RuntimeError):
        who()
