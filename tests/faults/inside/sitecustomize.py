"""Python runs this at the start of every process of a platform whose PYTHONPATH leads here.

It is how tests get inside the real processes: traps at named points of the code, and a wall clock that jumps.
Nothing of the platform is changed on disk, and nothing happens until a test arms a trap or moves the clock.
"""

import os

if "FAULTS_INSIDE" in os.environ:
    import shifted_clock
    import traps_inside

    shifted_clock.install()
    traps_inside.install()
