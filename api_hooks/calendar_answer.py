"""A calendar as it is answered: the sources' items in one order, by day, and with what was left out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import orjson

from api_hooks.calendar_cursor import Cursor, Place
from api_hooks.calendar_flags import FLAG_OF, CalendarFlags
from domain.calendar import MOST_DAYS, ItemType

#: A row of the database, or what is put together like one.
Row = Mapping[str, Any]
Item = dict[str, Any]

_RANK = {item_type.value: rank for rank, item_type in enumerate(ItemType)}


def calendar_answer(row: Row, flags: CalendarFlags) -> dict[str, Any]:
    """The answer.

    Args:
        row: what `storage.calendar_reading` answers, of whoever may see it.
        flags: what was asked for.
    """
    first, last = row["first"], row["last"]
    items, places = _items(row, flags) if flags.lists else ([], {})
    counts = {name: row[f"{name}Count"] for name in FLAG_OF}
    return {
        **({"items": items} if flags.items else {}),
        **({"groupedByDate": _by_day(items, first, last)} if flags.grouped else {}),
        **({"itemsMode": flags.mode} if flags.lists else {}),
        "dateRange": {"startDate": first, "endDate": last},
        "rangeClamped": row["wanted_last"] > last,
        "maxRangeDays": MOST_DAYS,
        "maxItemsPerSource": flags.most,
        "counts": {"total": sum(counts.values()), **counts},
        "truncated": dict.fromkeys(places, True),
        "nextCursor": Cursor(first, last, places).text() if places else None,
    }


def _items(row: Row, flags: CalendarFlags) -> tuple[list[Item], dict[str, Place]]:
    """The items of all sources in order; and of each source that has more, where it goes on."""
    found: list[tuple[str, int, int, str, Item]] = []
    places: dict[str, Place] = {}
    for name in FLAG_OF:
        if row[name] is None:
            continue
        page = [
            (item["date"], _RANK[item["type"]], order, item["id"], item)
            for order, item in orjson.loads(row[name])
        ]
        page.sort(key=_place_of)
        if len(page) > flags.most:
            del page[flags.most :]
            day, _, order, last_id, _ = page[-1]
            places[name] = [day, order, last_id]
        found += page
    found.sort(key=_place_of)
    return [item for *_, item in found], places


def _place_of(entry: tuple[str, int, int, str, Item]) -> tuple[str, int, int, str]:
    return entry[:4]


def _by_day(items: Sequence[Item], first: date, last: date) -> dict[str, list[Item]]:
    """The items of each day that has any; what lasts several days is there on each of them."""
    days: dict[str, list[Item]] = {}
    for item in items:
        for day in _days_of(item, first, last):
            days.setdefault(day, []).append(item)
    return dict(sorted(days.items()))


def _days_of(item: Item, first: date, last: date) -> Iterator[str]:
    """The days between the two, both included, that an item is on."""
    end = item.get("endDate")
    if end is None or end == item["date"]:
        yield item["date"]
        return
    day = max(first, date.fromisoformat(item["date"]))
    until = min(last, date.fromisoformat(end))
    while day <= until:
        yield day.isoformat()
        day += timedelta(days=1)
