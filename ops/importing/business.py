"""The business whose athletes are imported, and who coaches those that are made."""

from uuid import uuid4

from psycopg import Connection
from psycopg.rows import DictRow

from ops.errors import OpsError, WrongArgumentError
from ops.importing.days import zone_of
from ops.importing.options import Reading
from ops.importing.plan import Plan
from ops.importing.roster import NewAthletes
from storage.import_athletes import Business, businesses, coach_of, make_business

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
        if not writes:
            return Business(uuid4(), called, _zone(reading))
        make_business(connection, called, _zone(reading))
        found = businesses(connection, called)
    if not found:
        raise WrongArgumentError(
            f"--business: there is no business {called!r}. Say --create-business to make it."
        )
    if len(found) > 1:
        ids = ", ".join(str(one.id) for one in found)
        raise WrongArgumentError(f"--business: {called!r} is the name of several; say which: {ids}.")
    return found[0]


def new_athletes(
    connection: Connection[DictRow], plan: Plan, reading: Reading, business: Business | None
) -> NewAthletes | None:
    """How unknown athletes are made; None where they are not.

    Raises:
        WrongArgumentError: the file has ids, which the platform makes itself.
        OpsError: nobody is their coach.
    """
    if not reading.create_athletes or business is None:
        return None
    if plan.by == "id":
        raise WrongArgumentError("--create-athletes needs athleteName or athleteEmail: ids are made here.")
    coach = coach_of(connection, business.id, reading.coach)
    if coach is None and reading.coach is not None:
        raise WrongArgumentError(
            f"--coach: there is no coach with the e-mail address {reading.coach!r}."
            f" `afterwrite athlete NAME --coach {reading.coach}` makes one, with an athlete to try things on."
        )
    if coach is None:
        raise OpsError(
            f"No active member of {business.name} is a coach. Say whose athletes they are: --coach EMAIL."
        )
    return NewAthletes(business.id, coach, reading.time_zone or business.time_zone)


def _zone(reading: Reading) -> str:
    return TIME_ZONE if reading.time_zone is None else zone_of(reading.time_zone).key
