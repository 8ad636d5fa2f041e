"""Tokens for operators: of a user who is named, or of one who has a role."""

from pathlib import Path

import psycopg
import pytest

from ops.data_folder import DataFolder
from ops.errors import OpsError
from ops.token import token
from runtime.settings import Settings, SettingsError
from runtime.tokens import verify

SECRET = "a-secret-of-more-than-thirty-two-bytes"


def test_a_user_who_is_named_needs_no_database(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, jwt_secret=SECRET)
    made = token(settings, user="coach@example.org", role="ADMIN", hours=1)
    assert verify(settings, made).email == "coach@example.org"


def test_without_a_secret_the_one_of_the_data_folder_signs(tmp_path: Path) -> None:
    made = token(Settings(data_dir=tmp_path), user="somebody", role="ADMIN", hours=1)
    kept = Settings(data_dir=tmp_path, jwt_secret=DataFolder(tmp_path).secret("jwt"))
    assert verify(kept, made).subject == "somebody"


def test_on_a_given_database_it_is_the_first_user_with_the_role(database_url: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, jwt_secret=SECRET, DATABASE_URL=database_url)
    with pytest.raises(OpsError, match=r"no login with the role COACH.*--user"):
        token(settings, user=None, role="coach", hours=1)
    with psycopg.connect(database_url, autocommit=True) as connection:
        insert = "INSERT INTO users (email, name, role) VALUES (%s, 'Name', %s) RETURNING id"
        connection.execute(insert, ["athlete@example.org", "ATHLETE"])
        first = connection.execute(insert, ["first@example.org", "COACH"]).fetchone()
        connection.execute(insert, ["second@example.org", "COACH"])
    made = token(settings, user=None, role="coach", hours=1)
    assert first is not None
    assert verify(settings, made).subject == str(first[0])


def test_on_the_embedded_database_a_user_is_made_once(database_url: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, jwt_secret=SECRET)
    folder = DataFolder(tmp_path)
    with folder.locked():
        folder.publish({"database_url": database_url})
        made = {verify(settings, token(settings, user=None, role="PHYSIO", hours=1)).subject for _ in "12"}
    with psycopg.connect(database_url) as connection:
        users = connection.execute("SELECT id::text, role FROM users").fetchall()
    assert users == [(made.pop(), "PHYSIO")]
    assert not made


def test_a_user_whom_the_database_does_not_know_is_pointed_out(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        row = connection.execute(
            "INSERT INTO users (email, name, role) VALUES ('ana@example.org', 'Ana', 'COACH') RETURNING id"
        ).fetchone()
    assert row is not None
    settings = Settings(data_dir=tmp_path, jwt_secret=SECRET, DATABASE_URL=database_url)
    for known in ("ana@example.org", str(row[0])):
        token(settings, user=known, role="ADMIN", hours=1)
    assert capsys.readouterr() == ("", "")
    made = token(settings, user="nobody@example.org", role="ADMIN", hours=1)
    assert verify(settings, made).email == "nobody@example.org"
    assert "there is no user nobody@example.org in the database" in capsys.readouterr().err
    away = Settings(data_dir=tmp_path, jwt_secret=SECRET, DATABASE_URL="postgresql://127.0.0.1:1/none")
    token(away, user="nobody@example.org", role="ADMIN", hours=1)
    assert capsys.readouterr().err == ""


def test_what_cannot_be_is_explained(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, jwt_secret=SECRET)
    with pytest.raises(OpsError, match="no role BOSS; there are ADMIN"):
        token(settings, user=None, role="boss", hours=1)
    with pytest.raises(SettingsError, match="afterwrite up"):
        token(settings, user=None, role="admin", hours=1)
    elsewhere = Settings(data_dir=tmp_path, jwt_jwks_url="https://example.org/keys")
    with pytest.raises(OpsError, match="identity provider"):
        token(elsewhere, user="somebody", role="admin", hours=1)
