/*
 * The others that take part. Between any two steps of one process, the others may take any number of theirs.
 */

/* Stores an input, which is then acknowledged, and submits it. */
proctype writer(byte k; byte id) {
	byte revision, outcome;
	d_step {
		redis_answers || !INTAKE_WAITS_FOR_REDIS ->
		intake(k, revision);
		acknowledged++;
		printf("writer %d stores revision %d of key %d\n", id, revision, k)
	}
	do
	:: d_step {
		redis_answers ->
		submit(k, revision, id, false, outcome);
		printf("writer %d submits revision %d: outcome %d\n", id, revision, outcome);
		revision = 0;
		outcome = 0 } break
	:: d_step {
		redis_answers && repeats > 0 ->
		repeats--;
		submit(k, revision, id, false, outcome);
		printf("writer %d submits revision %d, and will again: outcome %d\n", id, revision, outcome);
		outcome = 0 }
	:: d_step { may_be_lost -> lose(); printf("writer %d's submit is lost\n", id); revision = 0 } break
	od
}

/* Writes into the ledger what died in Redis, after a look at which revision that was. */
inline mark_buried(k) {
	d_step {
		redis_answers ->
		peek(k, died);
		awaited = awaits_replay[k]
	}
	d_step {
		marked = !debt[k].dead;
		if
		:: died > 0 -> mark_dead(k, died)
		:: else -> skip
		fi;
		marked = marked && debt[k].dead;
		PROMISE(a_replay_is_run, !marked || !awaited)
		printf("revision %d of key %d died in Redis, and is marked dead: %d\n", died, k, marked)
	}
}

/* In every worker: gives back entries whose lease has ended, and buries what keeps killing. */
proctype sweeper() {
	byte k, died;
	bool buried, marked, awaited;
end:
	do
	:: d_step {
		redis_answers && lease_has_ended(k) && !NO_SWEEP ->
		sweep(k, buried);
		printf("key %d is swept, now in state %d\n", k, entry[k].state) };
		if
		:: buried ->
			if
			:: mark_buried(k)
			:: d_step { may_be_lost -> lose() }
			fi;
			d_step { buried = false; died = 0; marked = false; awaited = false }
		:: else
		fi
#if KEYS > 1
	:: k = 1 - k
#endif
	od
}

inline submit_again(k, if_absent) {
	peek(k, died);
	submit(k, wanted, NEW_ID, if_absent, outcome);
	PROMISE(dead_stays_dead, outcome != REVIVED || wanted > died)
	died = 0;
	printf("reconcile submits revision %d of key %d: outcome %d\n", wanted, k, outcome)
}

/* Submits again what is owed, in case that Redis has forgotten it, and writes down what it finds dead. Pauses too. */
proctype reconciler() {
	byte k, wanted, died, outcome;
	bool marked, awaited;
end:
	do
	:: d_step {
		redis_answers && (is_owed(k) || paused != lane_is_paused) && !NO_RECONCILE ->
		pause(lane_is_paused);
		wanted = (is_owed(k) -> debt[k].revision : 0) };
		if
		:: wanted == 0
		:: d_step { wanted > 0 && redis_answers -> submit_again(k, true) }
		:: d_step { may_be_lost -> lose() }
		fi;
		if
		:: outcome == STILL_DEAD ->
			mark_buried(k);
			if
			:: d_step { RECONCILE_DECIDES_FROM_AFAR && redis_answers && !marked -> submit_again(k, false) }
			:: else
			fi
		:: else
		fi;
		d_step { wanted = 0; died = 0; outcome = 0; marked = false; awaited = false }
#if KEYS > 1
	:: k = 1 - k
#endif
	od
}

/* Looks before it forgets: what is not dead stays. But in between, an input may revive it, and is forgotten. */
inline remove_dead(k, for_a_replay) {
	if
	:: d_step {
		redis_answers ->
		peek(k, died);
		awaits_replay[k] = awaits_replay[k] || (for_a_replay && entry[k].state != HELD && died == 0) };
		if
		:: d_step { died > 0 && redis_answers -> forget(k); awaits_replay[k] = awaits_replay[k] || for_a_replay }
		:: d_step { died > 0 && may_be_lost -> lose() }
		:: died == 0
		fi
	:: d_step { may_be_lost -> lose(); printf("the look at Redis is lost\n") }
	fi
}

inline submit_or_lose(k) {
	if
	:: d_step { redis_answers -> submit(k, revision, NEW_ID, false, outcome) }
	:: d_step { may_be_lost -> lose(); printf("the submit of revision %d is lost\n", revision) }
	fi
}

/* Operators. What they write into PostgreSQL is brought to Redis afterwards, or is lost on its way. */
proctype operator() {
	byte revision, outcome, died;
end:
	do
	/*
	 * A replay has Redis forget the death before it commits, so that no reconcile takes that for the end of what is
	 * replayed. It holds the debt's lock meanwhile; here others may write to it, which allows more.
	 */
	:: d_step { replays > 0 && debt[0].dead -> replays-- };
		if
		:: d_step { REPLAY_LEAVES_THE_DEAD_ENTRY -> awaits_replay[0] = true }
		:: else -> remove_dead(0, true)
		fi;
		d_step { replay(0, revision); died = 0; printf("revision %d is replayed\n", revision) };
		submit_or_lose(0);
		d_step { revision = 0; outcome = 0 }
	:: d_step { forgets > 0 && debt[0].dead && !debt[0].forgotten -> forgets--; put_out_of_sight(0) };
		remove_dead(0, false);
		died = 0
	/* Not an operator's, but like a replay: somebody sends what has died once more. */
	:: d_step {
		unchanged > 0 && debt[0].dead ->
		unchanged--;
		intake_unchanged(0, revision);
		printf("revision %d comes in once more\n", revision) };
		submit_or_lose(0);
		d_step { revision = 0; outcome = 0 }
	:: d_step { pauses > 0 -> pauses--; lane_is_paused = true };
		if
		:: d_step { redis_answers -> pause(true); pause_is_answered = true }
		:: d_step { may_be_lost -> lose() }
		fi;
		d_step { lane_is_paused = false; pause_is_answered = false };
		if
		:: d_step { redis_answers -> pause(false) }
		:: d_step { may_be_lost -> lose() }
		fi
	od
}

/* What becomes of Redis. */
proctype fate() {
end:
	do
	:: d_step { flushes > 0 -> flushes--; printf("FLUSHALL\n"); flushall() }
	:: d_step { outages > 0 -> outages--; printf("Redis goes away\n"); redis_is_away = true };
		d_step { !REDIS_STAYS_AWAY -> printf("Redis is back\n"); redis_is_away = false }
	:: d_step { true -> skip }   /* there is always a next moment */
	od
}

init {
	atomic {
		byte n;
		for (n : 1 .. WORKERS) {
			run worker(n)
		}
		run sweeper();
		for (n : 1 .. RECONCILERS) {
			run reconciler()
		}
		run operator();
		run fate();
		for (n : 1 .. WRITES) {
			run writer((n - 1) % KEYS, n)
		}
		n = 0
	}
}
