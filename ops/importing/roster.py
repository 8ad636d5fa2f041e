"""Who the rows are: athletes as the file calls them, looked up a chunk at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.rows import DictRow

from domain.names import name_key, tidy_name
from ops.importing.faults import CellError
from storage.import_athletes import Athlete, AthleteKey, Business, find_athletes, make_athletes


@dataclass(frozen=True, slots=True)
class NewAthletes:
    """How athletes are made who are unknown."""

    business: UUID
    coach: UUID
    #: Where their days are counted (IANA name).
    time_zone: str


class Roster:
    """The athletes of one import. Unknown ones are made, if that is wanted, when a chunk is stored."""

    def __init__(
        self,
        connection: Connection[DictRow],
        by: AthleteKey,
        business: Business | None,
        new: NewAthletes | None,
    ) -> None:
        self._connection, self._by, self._business, self._new = connection, by, business, new
        #: By what the file calls them.
        self._known: dict[str, list[Athlete]] = {}
        #: Those who are made, by what all spellings of their name have in common.
        self._made: dict[str, Athlete] = {}
        self._to_make: dict[str, UUID] = {}
        #: What those are called who are made, or would be.
        self.made: list[str] = []

    def look_up(self, called: Iterable[str]) -> None:
        """Learn who these are, in one query for all that are not known yet."""
        unknown = set(called) - self._known.keys()
        if not unknown:
            return
        found: dict[str, list[Athlete]] = {}
        if self._by == "id" or self._business is not None:
            business = None if self._business is None else self._business.id
            found = find_athletes(self._connection, self._by, unknown, business)
        self._known |= found

    def find(self, called: str) -> Athlete | None:
        """The athlete; None for one who is to be made.

        Raises:
            CellError: nobody is called so, or several are.
        """
        found = self._known.get(called, [])
        if len(found) == 1:
            return found[0]
        if not found and self._made:
            made = self._made.get(self._key(called))
            if made is not None:
                return made
        if found:
            raise CellError(f"the {self._by} of one athlete{self._where}, and not of {len(found)}")
        if self._new is None:
            raise CellError(f"the {self._by} of an athlete{self._where}")
        return None

    @property
    def new_time_zone(self) -> str:
        """Where the days of those are counted who are made."""
        return "UTC" if self._new is None else self._new.time_zone

    def make(self, called: str) -> Athlete:
        """Have an athlete made with the chunk."""
        athlete = Athlete(uuid4(), self.new_time_zone)
        name = tidy_name(called) if self._by == "name" else called
        self._made[self._key(called)] = athlete
        self._to_make[name] = athlete.id
        self.made.append(name)
        return athlete

    def store(self, connection: Connection[DictRow]) -> int:
        """Make those of the chunk, in the caller's transaction; answers how many."""
        if self._new is None or not self._to_make:
            return 0
        is_email = self._by == "email"
        athletes = [(id_, called, called if is_email else None) for called, id_ in self._to_make.items()]
        new = self._new
        make_athletes(connection, athletes, business=new.business, coach=new.coach, time_zone=new.time_zone)
        return len(athletes)

    def stored(self) -> None:
        """The chunk is committed: those of it exist."""
        self._to_make.clear()

    def _key(self, called: str) -> str:
        return name_key(called) if self._by == "name" else called

    @property
    def _where(self) -> str:
        return "" if self._business is None else f" of {self._business.name}"
