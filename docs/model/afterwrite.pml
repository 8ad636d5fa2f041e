/*
 * One lane of Afterwrite as a state machine, which spin searches completely: what is owed (postgres.pml), what waits
 * (redis.pml), who moves it (worker.pml) and who sees to it that it moves (processes.pml), and what must hold
 * (promises.pml, formulas.pml). README.md says what was left out. `make model` runs it.
 */

/* Everything is finite, so that the search ends. `-DCRASHES=2` on spin's command line changes how far it goes. */
#ifndef KEYS
#define KEYS 1            /* what is coalesced on; 1 or 2 */
#endif
#ifndef WRITES
#define WRITES 2          /* writers, one input each, to the keys in turn */
#endif
#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef RECONCILERS
#define RECONCILERS 1     /* beat starts one now and then, and so does every worker that starts */
#endif
#ifndef MAX_ATTEMPTS
#define MAX_ATTEMPTS 2    /* of the lane: failed runs until an entry is dead */
#endif
#ifndef MAX_CRASHES
#define MAX_CRASHES 1     /* of the lane: leases that may end in a row before an entry is buried */
#endif
#ifndef ROWS_HAVE_REVISIONS
#define ROWS_HAVE_REVISIONS true   /* the lane checkins; false: one whose handler leaves the fence to the ledger */
#endif

/* How often each thing may go wrong, at any moment. */
#ifndef CRASHES
#define CRASHES 0         /* a worker is killed */
#endif
#ifndef ZOMBIES
#define ZOMBIES 0         /* a lease ends though its worker lives, and works on */
#endif
#ifndef FAILURES
#define FAILURES 0        /* a run fails, or finds PostgreSQL away */
#endif
#ifndef LOSSES
#define LOSSES 0          /* a call never reaches Redis, or its sender is killed before */
#endif
#ifndef REPEATS
#define REPEATS 0         /* an answer is lost, and the submit or settle delivered again */
#endif
#ifndef LATE_CLAIMS
#define LATE_CLAIMS 0     /* a claim is delivered again after it was settled */
#endif
#ifndef FLUSHES
#define FLUSHES 0         /* FLUSHALL, or a Redis that comes back empty */
#endif
#ifndef OUTAGES
#define OUTAGES 0         /* Redis does not answer for a while */
#endif
#ifndef REDIS_STAYS_AWAY
#define REDIS_STAYS_AWAY false
#endif

/* How often an input comes in that is like the one that died: it owes that again, and has no revision of its own. */
#ifndef UNCHANGED
#define UNCHANGED 0
#endif

/* How often operators do what. */
#ifndef REPLAYS
#define REPLAYS 0
#endif
#ifndef FORGETS
#define FORGETS 0
#endif
#ifndef PAUSES
#define PAUSES 0
#endif

/* A key whose runs all fail, and one whose runs all kill their worker. */
#define NONE 255
#ifndef FAILING_KEY
#define FAILING_KEY NONE
#endif
#ifndef KILLING_KEY
#define KILLING_KEY NONE
#endif

#define bit_of(n) (1 << (n))

#include "mutants.pml"
#include "promises.pml"
#include "faults.pml"
#include "postgres.pml"
#include "redis.pml"
#include "worker.pml"
#include "processes.pml"
#include "formulas.pml"
