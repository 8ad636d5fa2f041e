/*
 * Mistakes that can be made, each switched on by `-DNAME=true`, to show that the model notices. README.md names the
 * promise that each one breaks.
 */

/* postgres.pml */
#ifndef INTAKE_IN_TWO_STEPS
#define INTAKE_IN_TWO_STEPS false   /* the row is stored in one transaction, what it owes in the next */
#endif
#ifndef NO_REVISION_FENCE
#define NO_REVISION_FENCE false   /* a result is stored whatever has come in or was done meanwhile */
#endif
#ifndef MARK_DONE_IS_NO_FENCE
#define MARK_DONE_IS_NO_FENCE false   /* a run that finds its debt paid commits all the same */
#endif
#ifndef NO_EFFECT_KEY
#define NO_EFFECT_KEY false   /* an effect happens without asking whether it has happened */
#endif
#ifndef DONE_BEFORE_THE_RESULT
#define DONE_BEFORE_THE_RESULT false   /* marked done when the run begins */
#endif
#ifndef DONE_AFTER_THE_SETTLE
#define DONE_AFTER_THE_SETTLE false   /* marked done when all is over, not in the result's transaction */
#endif
#ifndef DEATH_OF_ANY_REVISION
#define DEATH_OF_ANY_REVISION false   /* mark_dead does not compare revisions */
#endif

/* redis.pml */
#ifndef SUBMIT_DROPS_WHAT_OVERTAKES
#define SUBMIT_DROPS_WHAT_OVERTAKES false   /* an input that arrives during a run is answered, and dropped */
#endif
#ifndef SUBMIT_FORGETS_IDS
#define SUBMIT_FORGETS_IDS false   /* a submit that is delivered twice counts twice */
#endif
#ifndef SUBMIT_REVIVES_WITHOUT_NEED
#define SUBMIT_REVIVES_WITHOUT_NEED false   /* with if_absent too, whatever revision has died */
#endif
#ifndef CLAIM_IGNORES_THE_PAUSE
#define CLAIM_IGNORES_THE_PAUSE false
#endif
#ifndef CLAIM_TAKES_THE_LAST_CHANCE_ALONG
#define CLAIM_TAKES_THE_LAST_CHANCE_ALONG false   /* an entry that one more crash would bury shares its claim */
#endif
#ifndef SETTLE_IGNORES_THE_TOKEN
#define SETTLE_IGNORES_THE_TOKEN false
#endif
#ifndef SETTLE_IGNORES_THE_GENERATION
#define SETTLE_IGNORES_THE_GENERATION false
#endif
#ifndef SETTLE_ALWAYS_RERUNS
#define SETTLE_ALWAYS_RERUNS false
#endif
#ifndef SWEEP_BURIES_THE_OVERTAKEN
#define SWEEP_BURIES_THE_OVERTAKEN false   /* an input that came in during the last run gets none of its own */
#endif

/* worker.pml */
#ifndef DEAD_IN_REDIS_FIRST
#define DEAD_IN_REDIS_FIRST false   /* and in the ledger only by a reconcile */
#endif
#ifndef DEAD_THOUGH_DONE
#define DEAD_THOUGH_DONE false   /* the last attempt has failed, and another run has done it meanwhile */
#endif

/* processes.pml */
#ifndef INTAKE_WAITS_FOR_REDIS
#define INTAKE_WAITS_FOR_REDIS false   /* a write is acknowledged when its submit was */
#endif
#ifndef NO_SWEEP
#define NO_SWEEP false
#endif
#ifndef NO_RECONCILE
#define NO_RECONCILE false
#endif
#ifndef RECONCILE_DECIDES_FROM_AFAR
#define RECONCILE_DECIDES_FROM_AFAR false   /* it revives, in a second call, what was dead and it could not mark */
#endif
#ifndef REPLAY_LEAVES_THE_DEAD_ENTRY
#define REPLAY_LEAVES_THE_DEAD_ENTRY false   /* in Redis, until its submit arrives */
#endif
