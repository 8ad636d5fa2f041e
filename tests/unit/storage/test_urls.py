"""One DATABASE_URL serves both libraries, whatever form it is given in."""

import pytest

from storage.urls import psycopg_url, sqlalchemy_url

REST = "user:p%40ss@127.0.0.1:5432/name?sslmode=require"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+asyncpg"])
def test_every_usual_form_is_understood(scheme: str) -> None:
    assert sqlalchemy_url(f"{scheme}://{REST}") == f"postgresql+psycopg://{REST}"
    assert psycopg_url(f"{scheme}://{REST}") == f"postgresql://{REST}"


@pytest.mark.parametrize("url", ["mysql://host/name", "host/name", ""])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must begin with postgresql://"):
        sqlalchemy_url(url)
