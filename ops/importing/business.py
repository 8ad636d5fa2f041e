"""The business whose athletes are imported, and who coaches those that are made."""

from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.rows import DictRow

from ops.errors import OpsError, WrongArgumentError
from ops.importing.days import zone_of
from ops.importing.options import Reading
from ops.importing.plan import Plan
from ops.importing.roster import NewAthletes
from ops.typed_people import address_typed, name_typed
from storage.import_athletes import Business, businesses, coach_of, make_business, make_coach

#: Of a business that is made without one being named.
TIME_ZONE = "Europe/Stockholm"


def business_of(
    connection: Connection[DictRow], plan: Plan, reading: Reading, *, writes: bool
) -> Business | None:
    """The business of the options; None where none is needed.

    Args:
        connection: any that fits `writes`.
        plan: says whether one is needed: a name is that of one athlete only within a business.
        reading: what was asked for.
        writes: whether a business may be made; else it is as if it had been.

    Raises:
        WrongArgumentError: one is needed and none is named, there is none, or there are several.
    """
    called = reading.business
    if called is None:
        if plan.by != "id" or reading.create_athletes:
            raise WrongArgumentError(
                f"--business: say whose athletes they are; {plan.who_name} alone does not tell."
            )
        return None
    found = businesses(connection, called)
    if not found and reading.create_business:
        name = name_typed("--business", called)
        if not writes:
            return Business(uuid4(), name, _zone(reading))
        make_business(connection, name, _zone(reading))
        found = businesses(connection, name)
    if not found:
        raise WrongArgumentError(
            f"--business: there is no business {called!r}. Say --create-business to make it."
        )
    if len(found) > 1:
        ids = ", ".join(str(one.id) for one in found)
        raise WrongArgumentError(f"--business: {called!r} is the name of several; say which: {ids}.")
    return found[0]


def new_athletes(
    connection: Connection[DictRow],
    plan: Plan,
    reading: Reading,
    business: Business | None,
    *,
    writes: bool,
) -> NewAthletes | None:
    """How unknown athletes are made; None where they are not.

    Args:
        connection: any that fits `writes`.
        plan: says what the file calls them by.
        reading: what was asked for.
        business: that they are to be in.
        writes: whether a coach may be made; else it is as if one had been.

    Raises:
        WrongArgumentError: the file has ids, which the platform makes itself; or there is no such coach.
        OpsError: nobody is their coach.
    """
    if reading.create_coach and (reading.coach is None or not reading.create_athletes):
        raise WrongArgumentError("--create-coach needs --create-athletes, and --coach EMAIL.")
    email = None if reading.coach is None else address_typed("--coach", reading.coach)
    if not reading.create_athletes or business is None:
        return None
    if plan.by == "id":
        raise WrongArgumentError("--create-athletes needs athleteName or athleteEmail: ids are made here.")
    coach = coach_of(connection, business.id, email)
    if coach is None and email is not None:
        coach = _made_coach(connection, business, email, reading, writes=writes)
    if coach is None:
        raise OpsError(
            f"No active member of {business.name} is a coach. Say whose athletes they are: --coach EMAIL,"
            " and --create-coach if that one is to be made."
        )
    return NewAthletes(business.id, coach, reading.time_zone or business.time_zone)


def _made_coach(
    connection: Connection[DictRow], business: Business, email: str, reading: Reading, *, writes: bool
) -> UUID:
    if not reading.create_coach:
        raise WrongArgumentError(
            f"--coach: there is no coach with the e-mail address {email!r}. Say --create-coach to make one."
        )
    if not writes:
        return uuid4()
    coach = make_coach(connection, business.id, email)
    if coach is None:
        raise WrongArgumentError(f"--coach: {email!r} is the address of a login that is no coach.")
    return coach


def _zone(reading: Reading) -> str:
    return TIME_ZONE if reading.time_zone is None else zone_of(reading.time_zone).key
