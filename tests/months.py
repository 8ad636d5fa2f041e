"""Months as dates."""

import datetime as dt


def month_before(month: dt.date, months: int) -> dt.date:
    """The first of the month so many months before that of `month`."""
    number = month.year * 12 + month.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)
