/*
 * What must come in the end, whatever has happened, as long as whoever can go on does (weak fairness: `pan -a -f`).
 */

#define is_finished(k) (!is_owed(k) && (entry[k].state == ABSENT || entry[k].state == DEAD))
#if KEYS == 1
#define everything_is_finished is_finished(0)
#else
#define everything_is_finished (is_finished(0) && is_finished(1))
#endif

/* Redis is left with nothing but the dead, and the ledger owes nothing. Once so, it stays so. */
ltl what_is_accepted_is_finished { <> [] everything_is_finished }

/* With Redis gone for good. */
ltl intake_does_not_depend_on_redis { <> (acknowledged == WRITES) }
