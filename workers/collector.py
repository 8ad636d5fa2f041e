"""The garbage collector in a worker's children: what they were born with is not looked at again.

A batch makes thousands of small lists and dictionaries, which at the default thresholds sets off
collections over everything that Celery and the libraries hold: a quarter of a drain's time.
"""

import gc
from typing import Any

#: Objects that may be made before the young are looked through: about what one batch makes.
YOUNG = 50_000

#: Collections of one generation before the next older one is looked at.
OLDER = 20


def spare_the_inherited(**_: Any) -> None:
    """Leave what was inherited alone, and collect less often. For the start of a child process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDER)
