"""Making and finding logins and athletes, for operators."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow
from sqlalchemy import Text, Uuid, bindparam, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import insert

from storage.models import AthleteAccount, Base, Client, User
from storage.models.user import ROLES
from storage.statements import Statement, compiled

__all__ = [
    "ROLES",
    "account_called",
    "athletes_of",
    "first_account",
    "give_login",
    "make_account",
    "make_athlete",
]

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


def account_called(connection: Connection[DictRow], called: str) -> DictRow | None:
    """`id` and `role` of the login with this id, or else with this e-mail address in any case."""
    return connection.execute(_CALLED.text, {"called": called}).fetchone()


def athletes_of(connection: Connection[DictRow], coach: UUID) -> Sequence[DictRow]:
    """`id` and `name` of all athletes of a coach, the oldest first."""
    return connection.execute(_ATHLETES_OF.text, {"user_id": coach}).fetchall()


def make_athlete(
    connection: Connection[DictRow], coach: UUID, name: str, time_zone: str, business: UUID | None = None
) -> UUID:
    """Make an athlete of this coach, and perhaps of a business.

    Args:
        connection: In the transaction of the caller.
        coach: The login whose athlete it is.
        name: What to call the athlete.
        time_zone: Where the athlete's days are counted (IANA name).
        business: Whose athlete it is; None for nobody's.

    Returns:
        The athlete's id.
    """
    parameters = {"user_id": coach, "name": name, "time_zone": time_zone, "business_id": business}
    made = _id(connection.execute(_MAKE_ATHLETE.text, parameters).fetchone())
    if made is None:
        raise LookupError("PostgreSQL made the athlete, and did not say which")
    return made


def give_login(connection: Connection[DictRow], athlete: UUID, login: UUID) -> bool:
    """Make a login that of an athlete. False where it is another athlete's already."""
    parameters = {"client_id": athlete, "user_id": login}
    return connection.execute(_GIVE_LOGIN.text, parameters).fetchone() is not None


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
        "business_id": bindparam("business_id", type_=Uuid()),
    }
    return compiled(insert(clients).values(row).returning(clients.c.id))


def _give_login() -> Statement:
    accounts = Base.metadata.tables[AthleteAccount.__tablename__]
    row = {name: bindparam(name, type_=Uuid()) for name in ("client_id", "user_id")}
    made = insert(accounts).values(row).on_conflict_do_nothing()
    return compiled(made.returning(accounts.c.client_id))


def _by_email() -> Statement:
    return compiled(select(_users.c.id).where(_users.c.email == _text("email")))


def _called() -> Statement:
    given = _text("called")
    by_id = cast(_users.c.id, Text) == func.lower(given)
    is_it = or_(by_id, func.lower(_users.c.email) == func.lower(given))
    return compiled(
        select(_users.c.id, _users.c.role).where(is_it).order_by(by_id.desc()).limit(literal_column("1"))
    )


def _athletes_of() -> Statement:
    clients = Base.metadata.tables[Client.__tablename__]
    of_coach = select(clients.c.id, clients.c.name).where(
        clients.c.user_id == bindparam("user_id", type_=Uuid())
    )
    return compiled(of_coach.order_by(clients.c.created_at, clients.c.id))


_FIRST = _first()
_CALLED = _called()
_ATHLETES_OF = _athletes_of()
_MAKE = _make()
_MAKE_ATHLETE = _make_athlete()
_GIVE_LOGIN = _give_login()
_BY_EMAIL = _by_email()
