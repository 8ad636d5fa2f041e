/*
 * What must never happen: each promise is asserted where it could be seen to break. Those about what must come in the
 * end are in formulas.pml. The names are those of README.md.
 */

/* `-DLOOK_AT=no_stale_result` looks at that one only, to try a mutant on the promise that it breaks. */
#ifdef LOOK_AT
#define JOIN(a, b)           a##b
#define BROKEN(promise)      JOIN(broken_, promise)
#define IS_BROKEN(name)      BROKEN(LOOK_AT)
#else
#define IS_BROKEN(name)      broken_##name
#endif
#define PROMISE(name, kept) \
	if \
	:: (kept) -> skip \
	:: else -> broken_##name = true; assert(!IS_BROKEN(name)) \
	fi;

bool broken_nothing_accepted_is_lost;
bool broken_latest_input_wins;
bool broken_no_input_dies_without_a_run;
bool broken_one_run_at_a_time;
bool broken_one_run_per_window;
bool broken_finished_work_is_not_repeated;
bool broken_no_stale_result;
bool broken_no_effect_twice;
bool broken_a_receipt_for_every_write;
bool broken_dead_stays_visible;
bool broken_dead_stays_dead;
bool broken_a_replay_is_run;
bool broken_nobody_is_buried_for_a_neighbour;
bool broken_a_paused_lane_starts_nothing;

/* What only the promises look at. */
byte told[KEYS];                  /* the highest revision whose submit Redis has answered, and not forgotten */
byte runner[KEYS];                /* the worker whose claim is live, 0 for none */
bool has_a_reason_to_run[KEYS];   /* an input, a failure or a crash since the last claim */
bool had_a_run[KEYS];             /* since the latest input a run was claimed, or has read it */
bool awaits_replay[KEYS];         /* a replay has had Redis forget it, and it was not claimed or read since */
byte knows_of_the_death[KEYS];     /* a bit for each worker that has seen the ledger call its key dead */
bool pause_is_answered;           /* and Redis has not been flushed since */
byte acknowledged;                /* writes */
