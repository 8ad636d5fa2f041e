"""Somebody's shop: its lanes, as an engineer declares them."""

from coalescing.lanes import Lane

MAILS = Lane(
    name="shop-mails",
    queue="shop",
    key_form="orderId",
    handler="shop.mails:send",
    window_ms=60_000,
    batch=10,
)

TOTALS = Lane(
    name="shop-totals",
    queue="shop",
    key_form="customerId",
    handler="shop.totals:add_up",
    window_ms=60_000,
    batch=10,
    payload="merge",
    merge_max=("orders",),
)

#: This module, as the setting names it.
MODULE = __name__
