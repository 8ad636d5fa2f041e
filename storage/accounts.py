"""Making and finding logins and athletes, for operators."""

from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow
from sqlalchemy import Text, Uuid, bindparam, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from storage.models import Base, Client, User
from storage.models.user import ROLES
from storage.statements import Statement, compiled

__all__ = ["ROLES", "first_account", "make_account", "make_athlete"]

_users = Base.metadata.tables[User.__tablename__]


def first_account(connection: Connection[DictRow], role: str) -> UUID | None:
    """The id of the oldest login with this role (one of `ROLES`), or None when there is none."""
    return _id(connection.execute(_FIRST.text, {"role": role}).fetchone())


def make_account(connection: Connection[DictRow], role: str, email: str, name: str) -> UUID:
    """Make a login, unless there is one with this e-mail address already; its id."""
    connection.execute(_MAKE.text, {"role": role, "email": email, "name": name})
    found = _id(connection.execute(_BY_EMAIL.text, {"email": email}).fetchone())
    if found is None:
        raise LookupError(f"The login {email} was removed while it was made")
    return found


def make_athlete(connection: Connection[DictRow], coach: UUID, name: str, time_zone: str) -> UUID:
    """Make an athlete of this coach, whose days are counted in `time_zone`; the athlete's id."""
    parameters = {"user_id": coach, "name": name, "time_zone": time_zone}
    made = _id(connection.execute(_MAKE_ATHLETE.text, parameters).fetchone())
    if made is None:
        raise LookupError("PostgreSQL made the athlete, and did not say which")
    return made


def _id(row: DictRow | None) -> UUID | None:
    return None if row is None else UUID(str(row["id"]))


def _text(name: str) -> Any:
    return bindparam(name, type_=Text())


def _first() -> Statement:
    by_age = select(_users.c.id).where(_users.c.role == _text("role"))
    return compiled(by_age.order_by(_users.c.created_at, _users.c.id).limit(literal_column("1")))


def _make() -> Statement:
    row = {name: _text(name) for name in ("role", "email", "name")}
    return compiled(insert(_users).values(row).on_conflict_do_nothing())


def _make_athlete() -> Statement:
    clients = Base.metadata.tables[Client.__tablename__]
    row = {
        "user_id": bindparam("user_id", type_=Uuid()),
        "name": _text("name"),
        "time_zone": _text("time_zone"),
    }
    return compiled(insert(clients).values(row).returning(clients.c.id))


def _by_email() -> Statement:
    return compiled(select(_users.c.id).where(_users.c.email == _text("email")))


_FIRST = _first()
_MAKE = _make()
_MAKE_ATHLETE = _make_athlete()
_BY_EMAIL = _by_email()
