"""What an import is told: how the file is to be read, and what is to be done with it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that decides what the file means. Words are those of the command line, not yet understood."""

    #: Column of the file -> field of the check-in; an empty field leaves the column out.
    map: Mapping[str, str] = field(default_factory=dict)
    #: Column -> scale, such as `1-5:high-is-good`.
    scale: Mapping[str, str] = field(default_factory=dict)
    #: Column -> unit, such as `minutes`.
    unit: Mapping[str, str] = field(default_factory=dict)
    #: Field -> what it is in every row that says something, where the file has no column for it.
    set: Mapping[str, str] = field(default_factory=dict)
    #: Texts that stand for a blank cell, beside an empty one.
    missing: tuple[str, ...] = ()
    #: As `strptime` has it; None for ISO 8601.
    date_format: str | None = None
    #: Where timestamps without an offset were taken (IANA name); None: on the athlete's own clock.
    time_zone: str | None = None
    decimal_comma: bool = False
    #: Between cells; None: what the heading has most of.
    delimiter: str | None = None
    encoding: str = "utf-8-sig"
    #: Id or name of the business whose athletes they are.
    business: str | None = None
    create_athletes: bool = False
    create_business: bool = False
    create_coach: bool = False
    #: E-mail address of the coach of athletes that are made.
    coach: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of all of it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is to be done."""

    #: None for standard input.
    file: Path | None
    reading: Reading
    dry_run: bool = False
    #: Take nothing unless every row fits.
    strict: bool = False
    #: Import a file that was imported already.
    again: bool = False
    #: Where to write every rejected row.
    rejects: Path | None = None
    as_name: str | None = None
    as_json: bool = False

    @property
    def file_name(self) -> str:
        """What to call the file."""
        return "standard input" if self.file is None else self.file.name
