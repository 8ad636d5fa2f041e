/*
 * PostgreSQL: the rows with their results, and the ledger. Each inline is a transaction, or a statement of one, and
 * has the name of its function in storage/. An input is its revision: what it says does not matter, only who has seen it.
 */

typedef Row {
	byte revision;        /* of the inputs */
	byte result;          /* the revision whose result is stored */
	byte effects;         /* that have happened: one bit for each effect key, which is the revision */
}

typedef Debt {
	byte revision;
	byte done;            /* done_revision */
	bool dead;            /* dead_at */
	bool forgotten;       /* forgotten_at */
}

Row row[KEYS];
Debt debt[KEYS];
bool lane_is_paused;      /* in lane_pauses */

#define is_unfinished(k) (debt[k].done < debt[k].revision)
#define is_owed(k)       (is_unfinished(k) && !debt[k].dead)

/* What every transaction leaves behind: accepted = done + owed + dead, and no receipt that says more than is true. */
inline balance(k) {
	PROMISE(nothing_accepted_is_lost, row[k].revision == debt[k].revision)
	PROMISE(a_receipt_for_every_write, debt[k].done <= row[k].result && (!debt[k].dead || is_unfinished(k)))
}

/* One statement: stores an input, and owes its work. */
inline intake(k, stored) {
	row[k].revision++;
	stored = row[k].revision;
	had_a_run[k] = false;
	if
	:: INTAKE_IN_TWO_STEPS -> skip
	:: else ->
		debt[k].revision = stored;
		debt[k].dead = false;
		debt[k].forgotten = false
	fi;
	balance(k)
}

/* The same input once more, when it has died: it is owed again, as the revision that it was. */
inline intake_unchanged(k, stored) {
	debt[k].dead = false;
	debt[k].forgotten = false;
	stored = debt[k].revision;
	balance(k)
}

/* What a run is to cover, 0 for nothing. Dead work counts, forgotten work does not. */
inline owed(k, found) {
	if
	:: is_unfinished(k) && !debt[k].forgotten -> found = debt[k].revision
	:: else -> found = 0
	fi
}

inline mark_done(k, finished) {
	if
	:: debt[k].done < finished ->
		debt[k].done = finished;
		if
		:: is_unfinished(k) -> skip
		:: else -> debt[k].dead = false; debt[k].forgotten = false
		fi
	:: else -> skip
	fi
}

/* A mail, a call: outside of the transaction, so that no rollback takes it back. It has a name, which is unique. */
inline take_effect(k, computed) {
	if
	:: computed == 0 || ((row[k].effects & bit_of(computed)) && !NO_EFFECT_KEY) -> skip
	:: else ->
		PROMISE(no_effect_twice, !(row[k].effects & bit_of(computed)))
		row[k].effects = row[k].effects | bit_of(computed)
	fi
}

/*
 * Whether a run that has read `computed` may store its result. The ledger's fence is every lane's: mark_done answers
 * the keys whose debt it has paid, and a run that misses one there is rolled back. Rows may have one of their own.
 */
#define is_paid(k, computed)      (debt[k].done >= computed && !MARK_DONE_IS_NO_FENCE)
#define is_overwritten(k, computed) (ROWS_HAVE_REVISIONS && row[k].revision != computed)
#define passes_the_fences(k, computed) \
	(NO_REVISION_FENCE || (!is_paid(k, computed) && !is_overwritten(k, computed)))

/* The end of a run's transaction: the result, and that it is done. Or nothing of that. */
inline commit(k, computed) {
	if
	:: passes_the_fences(k, computed) ->
		PROMISE(no_stale_result, row[k].result <= computed)
		PROMISE(finished_work_is_not_repeated, row[k].result < computed)
		row[k].result = computed;
		if
		:: DONE_AFTER_THE_SETTLE -> skip
		:: else -> mark_done(k, computed)
		fi;
		balance(k)
	:: else -> skip
	fi
}

/* Marks what is still owed, if it is the revision that died. */
inline mark_dead(k, died_as) {
	if
	:: is_owed(k) && (debt[k].revision == died_as || DEATH_OF_ANY_REVISION) ->
		PROMISE(no_input_dies_without_a_run, had_a_run[k])
		debt[k].dead = true
	:: else -> skip
	fi;
	balance(k)
}

/* An operator's. */
inline replay(k, replayed) {
	debt[k].dead = false;
	debt[k].forgotten = false;
	replayed = debt[k].revision;
	balance(k)
}

/* An operator's: `ledger.forget`. */
inline put_out_of_sight(k) {
	debt[k].forgotten = true;
	balance(k)
}
