"""Names of the kinds of effects that the cascade has, beside notices (`domain.notices.NOTICE`)."""

from typing import Final

CASE: Final = "case"
RESTRICTION: Final = "restriction"
WORKOUT: Final = "workout"
