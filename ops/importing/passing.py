"""One pass over the file, in chunks: checked and sifted, and stored if it is for real."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from ops.importing.checking import Checked, check
from ops.importing.faults import BrokenFileError
from ops.importing.plan import Plan
from ops.importing.progress import Meter
from ops.importing.records import Records
from ops.importing.sifting import Days, Sieve
from ops.importing.tally import Tally

#: Rows that are checked together, and stored in one transaction. Their check-ins are locked for as long as
#: that takes, a tenth of a second or two.
CHUNK = 2_000

#: Stores the days of a chunk that ends with the record of that number.
Put = Callable[[Days, int], None]


def one_pass(
    records: Records, plan: Plan, sieve: Sieve, tally: Tally, meter: Meter, put: Put, behind: int = 0
) -> BrokenFileError | None:
    """Take all rows of the file.

    Args:
        records: of the file, from its beginning.
        plan: how to read a row.
        sieve: what to make of it.
        tally: that the sieve counts in.
        meter: is told how far we are.
        put: is given each chunk, unless it is stored already.
        behind: number of the last record that is stored already.

    Returns:
        What kept it from the end of the file, if anything did. All rows before that are dealt with.
    """
    broken: BrokenFileError | None = None

    def readable() -> Iterator[Checked]:
        nonlocal broken
        try:
            for record in records:
                yield check(plan, record)
        except BrokenFileError as error:
            broken = error

    for chunk in _chunks(readable()):
        last = chunk[-1].number
        days = sieve.sift(chunk, behind=behind)
        if last > behind:
            put(days, last)
        meter.at(tally.rows, records.share_read)
    if broken is None:
        meter.at(tally.rows, 1.0)
    return broken


def _chunks(rows: Iterator[Checked]) -> Iterator[Sequence[Checked]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
