/*
 * Redis: one lane's entries. Each inline is a script of coalescing/lua, has its name, and is run in one step, as Redis
 * does. Nobody knows the time here: whatever waits may be due, and any window, quiet period, rest or backoff may be
 * over, at every moment.
 */

#define ABSENT  0
#define WAITING 1
#define HELD    2
#define DEAD    3

typedef Entry {
	byte state;
	byte generation;          /* submits since it opened */
	byte claimed_generation;
	byte attempts;
	byte crashes;
	byte token;               /* of the claim that holds it: its worker's number */
	byte revision;            /* the highest that a submit came with */
	byte recent;              /* ids of the submits that it has seen, one bit each */
}

Entry entry[KEYS];
bool paused;
bool redis_is_away;

#define redis_answers (!redis_is_away)

/* The token of what is held by a worker that is dead, or knows nothing of it any more. */
#define NOBODY (WORKERS + 1)

/* The id of a submit that is never sent again: reconcile's, and operators'. */
#define NEW_ID 0
#define bit_of_id(id) (bit_of(id) >> 1)

#define is_overtaken(k) (entry[k].generation != entry[k].claimed_generation)

inline remove(k) {
	entry[k].state = ABSENT;
	entry[k].generation = 0;
	entry[k].claimed_generation = 0;
	entry[k].attempts = 0;
	entry[k].crashes = 0;
	entry[k].token = 0;
	entry[k].revision = 0;
	entry[k].recent = 0;
	told[k] = 0;
	runner[k] = 0;
	has_a_reason_to_run[k] = false
}

inline wait_again(k) {
	entry[k].state = WAITING;
	if
	:: is_overtaken(k) -> entry[k].attempts = 0
	:: else -> skip
	fi
}

/* ---------------------------------------------------------------- submit */

#define OPENED     1
#define COALESCED  2
#define OVERTAKEN  3
#define REVIVED    4
#define KNOWN      5
#define STILL_DEAD 6          /* the script's DEAD */
#define REPEATED   7          /* the script answers what it did the first time */

#define was_seen(k, id) ((entry[k].recent & bit_of_id(id)) != 0)
#define may_revive(k, given, if_absent) \
	(!if_absent || SUBMIT_REVIVES_WITHOUT_NEED || (given > entry[k].revision && !RECONCILE_DECIDES_FROM_AFAR))

inline submit(k, given, id, if_absent, outcome) {
	if
	:: entry[k].state == ABSENT -> outcome = OPENED
	:: entry[k].state != ABSENT && was_seen(k, id) && !SUBMIT_FORGETS_IDS -> outcome = REPEATED
	:: else ->
		if
		:: entry[k].state == DEAD && may_revive(k, given, if_absent) -> outcome = REVIVED
		:: entry[k].state == DEAD && !may_revive(k, given, if_absent) -> outcome = STILL_DEAD
		:: entry[k].state != DEAD && if_absent -> outcome = KNOWN
		:: entry[k].state == WAITING && !if_absent -> outcome = COALESCED
		:: entry[k].state == HELD && !if_absent -> outcome = OVERTAKEN
		fi
	fi;
	if
	:: outcome <= REVIVED ->
		has_a_reason_to_run[k] = has_a_reason_to_run[k] || !was_seen(k, id);
		told[k] = (given > told[k] -> given : told[k])
	:: else -> skip
	fi;
	if
	:: outcome == OPENED || outcome == REVIVED ->
		entry[k].state = WAITING;
		entry[k].crashes = 0
	:: else -> skip
	fi;
	if
	:: outcome <= REVIVED && !(outcome == OVERTAKEN && SUBMIT_DROPS_WHAT_OVERTAKES) ->
		entry[k].attempts = (outcome == OVERTAKEN -> entry[k].attempts : 0);
		entry[k].generation++;
		entry[k].recent = entry[k].recent | bit_of_id(id);
		entry[k].revision = (given > entry[k].revision -> given : entry[k].revision)
	:: else -> skip
	fi
}

/* ---------------------------------------------------------------- claim */

#define is_claimable(k)         (entry[k].state == WAITING && (!paused || CLAIM_IGNORES_THE_PAUSE))
#define is_on_its_last_chance(k) (entry[k].crashes >= MAX_CRASHES && !CLAIM_TAKES_THE_LAST_CHANCE_ALONG)
#define share_a_claim(k, other) \
	(is_claimable(k) && is_claimable(other) && !is_on_its_last_chance(k) && !is_on_its_last_chance(other))

/* One entry of a batch. */
inline claim(me, k) {
	PROMISE(one_run_at_a_time, runner[k] == 0)
	PROMISE(one_run_per_window, has_a_reason_to_run[k])
	PROMISE(a_paused_lane_starts_nothing, !pause_is_answered)
	entry[k].state = HELD;
	entry[k].claimed_generation = entry[k].generation;
	entry[k].token = me;
	runner[k] = me;
	has_a_reason_to_run[k] = false;
	had_a_run[k] = true;
	awaits_replay[k] = false
}

/* ---------------------------------------------------------------- settle */

#define DONE     1            /* SKIPPED ends an entry in the same way */
#define RETRY    2
#define POSTPONE 3            /* a retry that does not count as an attempt */
#define DIED     4            /* the script's DEAD */

/* One entry of a batch; `seen` is the revision that its run has read. */
inline settle(me, k, verdict, seen) {
	if
	:: entry[k].state == HELD && (entry[k].token == me || SETTLE_IGNORES_THE_TOKEN) ->
		entry[k].token = 0;
		entry[k].crashes = 0;
		runner[k] = (runner[k] == me -> 0 : runner[k]);
		if
		:: is_overtaken(k) && !SETTLE_IGNORES_THE_GENERATION -> wait_again(k)
		:: else ->
			if
			:: verdict == DONE ->
				PROMISE(latest_input_wins, told[k] <= seen || LATE_CLAIMS > 0)
				if
				:: SETTLE_ALWAYS_RERUNS -> wait_again(k)
				:: else -> remove(k)
				fi
			:: verdict == RETRY || verdict == POSTPONE ->
				has_a_reason_to_run[k] = true;
				entry[k].attempts = entry[k].attempts + (verdict == RETRY);
				wait_again(k)
			:: verdict == DIED ->
				PROMISE(dead_stays_visible, knows_of_the_death[k] & bit_of(me))
				entry[k].attempts++;
				entry[k].state = DEAD
			fi
		fi
	:: else -> skip           /* SUPERSEDED */
	fi
}

/* ---------------------------------------------------------------- the others */

/*
 * A lease ends, and a sweep finds it: one step, for a settle that arrives in between counts as if it had come before
 * both. `extend` is in `lease_has_ended`: the lease of a living worker ends only if something keeps it from extending.
 */
#define lease_has_ended(k) (entry[k].state == HELD && (entry[k].token == NOBODY || zombies > 0))

inline sweep(k, buried) {
	zombies = zombies - (entry[k].token != NOBODY);
	entry[k].token = 0;
	entry[k].crashes++;
	runner[k] = 0;
	buried = entry[k].crashes > MAX_CRASHES && (!is_overtaken(k) || SWEEP_BURIES_THE_OVERTAKEN);
	if
	:: buried ->
		PROMISE(nobody_is_buried_for_a_neighbour, k == KILLING_KEY || KILLING_KEY == NONE)
		entry[k].state = DEAD
	:: else ->
		has_a_reason_to_run[k] = true;
		wait_again(k)
	fi
}

/* What revision has died, 0 if the entry is not dead. */
inline peek(k, died_as) {
	died_as = (entry[k].state == DEAD -> entry[k].revision : 0)
}

inline forget(k) {
	remove(k)
}

inline pause(on) {
	paused = on
}

inline flushall() {
	remove(0);
#if KEYS > 1
	remove(1);
#endif
	paused = false;
	pause_is_answered = false
}
