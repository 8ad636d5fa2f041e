/*
 * A worker, and what it does: claim a batch, do it key by key, settle it, begin again. Doing it key by key allows more
 * than the one transaction that usually does them all.
 */

/* What a worker held stays held, by nobody. */
inline let_go(me) {
	for (i : 0 .. KEYS - 1) {
		entry[i].token = (entry[i].token == me -> NOBODY : entry[i].token);
		runner[i] = (runner[i] == me -> 0 : runner[i]);
		mine[i] = false;
		seen[i] = 0;
		verdict[i] = 0;
		attempt[i] = 0;
		knows_of_the_death[i] = knows_of_the_death[i] & ~bit_of(me)
	}
	i = 0;
	k = 0;
	revision = 0
}

#define OR_IS_KILLED \
	:: d_step { crashes > 0 -> crashes--; printf("worker %d is killed\n", me); let_go(me) } goto idle

inline take(me, k) {
	claim(me, k);
	mine[k] = true;
	attempt[k] = entry[k].attempts + 1;
	printf("worker %d claims key %d, attempt %d\n", me, k, attempt[k])
}

/* The transaction begins. It sees what is owed now, which may be more than what was submitted. */
inline read(k) {
	owed(k, revision);
	seen[k] = debt[k].revision;
	take_effect(k, revision);
	had_a_run[k] = true;
	awaits_replay[k] = false;
	printf("worker %d reads that revision %d is owed of key %d\n", me, revision, k);
	if
	:: DONE_BEFORE_THE_RESULT -> mark_done(k, revision); balance(k)
	:: else -> skip
	fi
}

#define is_last(k) (attempt[k] >= MAX_ATTEMPTS)

/*
 * The last attempt has failed: that is written into the ledger, unless something newer is owed by now, or nothing,
 * since another run has done it, or an operator has put it out of sight.
 */
inline write_down(k) {
	verdict[k] = DIED;
	if
	:: DEAD_IN_REDIS_FIRST -> skip
	:: else ->
		mark_dead(k, revision);
		knows_of_the_death[k] = (debt[k].dead -> knows_of_the_death[k] | bit_of(me) : knows_of_the_death[k]);
		owed(k, newest);
		if
		:: newest > 0 && newest != revision -> verdict[k] = POSTPONE
		:: newest == 0 && !DEAD_THOUGH_DONE -> verdict[k] = DONE      /* SKIPPED */
		:: else -> skip
		fi;
		newest = 0
	fi;
	printf("worker %d writes down the death of key %d: dead is %d\n", me, k, debt[k].dead)
}

/* On to the next key of the batch; after the last one, `k` is KEYS. */
inline next(k) {
	printf("worker %d is through with key %d, verdict %d\n", me, k, verdict[k]);
	k++;
	do
	:: k < KEYS && !mine[k] -> k++
	:: else -> break
	od;
	revision = 0
}

inline settle_the_batch(me) {
	for (i : 0 .. KEYS - 1) {
		if
		:: mine[i] ->
			settle(me, i, verdict[i], seen[i]);
			printf("worker %d settles key %d, now in state %d\n", me, i, entry[i].state)
		:: else -> skip
		fi
	}
	i = 0
}

#define has_failed(k) (revision > 0 && (failures > 0 || k == FAILING_KEY))
inline count_the_failure(k) {
	failures = failures - (k != FAILING_KEY)
}

proctype worker(byte me) {
	bool mine[KEYS];
	byte seen[KEYS];
	byte verdict[KEYS];
	byte attempt[KEYS];
	byte i, k, revision, newest;

idle:
end:
	if
	:: d_step { redis_answers && is_claimable(0) -> take(me, 0) }
#if KEYS > 1
	:: d_step { redis_answers && is_claimable(1) -> take(me, 1); k = 1 }
	:: d_step { redis_answers && share_a_claim(0, 1) -> take(me, 0); take(me, 1) }
#endif
	fi;

	do
	:: d_step { k < KEYS && k != KILLING_KEY -> read(k) };
		if
		:: d_step { revision == 0 -> verdict[k] = DONE; next(k) }
		:: d_step { revision > 0 && k != FAILING_KEY -> commit(k, revision); verdict[k] = DONE; next(k) }
		:: d_step { has_failed(k) && k != FAILING_KEY -> failures--; verdict[k] = POSTPONE; next(k) }
		:: d_step { has_failed(k) && !is_last(k) -> count_the_failure(k); verdict[k] = RETRY; next(k) }
		:: d_step { has_failed(k) && is_last(k) -> count_the_failure(k); verdict[k] = DIED };
			if
			:: d_step { true -> write_down(k); next(k) }
			OR_IS_KILLED
			fi
		OR_IS_KILLED
		fi

	:: d_step { k == KEYS && redis_answers && !DONE_AFTER_THE_SETTLE -> settle_the_batch(me); let_go(me) } goto idle
	:: d_step { k == KEYS && redis_answers && DONE_AFTER_THE_SETTLE -> settle_the_batch(me); k = KEYS + 1 }
	:: d_step { k > KEYS && DONE_AFTER_THE_SETTLE -> mark_done(0, seen[0]); let_go(me) } goto idle

	/* The answer is lost, so it settles once more. Even its claim may arrive again now, and find something. */
	:: d_step { k == KEYS && redis_answers && repeats > 0 -> repeats--; settle_the_batch(me) }
	:: d_step { k == KEYS && redis_answers && late_claims > 0 && is_claimable(0) -> late_claims--; claim(me, 0) }
	/* It gives up. */
	:: d_step { k == KEYS && may_be_lost -> lose(); let_go(me) } goto idle

	:: d_step { k == KILLING_KEY -> printf("worker %d is killed by key %d\n", me, k); let_go(me) } goto idle
	OR_IS_KILLED
	od
}
