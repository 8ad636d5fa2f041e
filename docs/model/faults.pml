/* What is left of what may go wrong. */
byte crashes = CRASHES;
byte zombies = ZOMBIES;
byte failures = FAILURES;
byte losses = LOSSES;
byte repeats = REPEATS;
byte late_claims = LATE_CLAIMS;
byte flushes = FLUSHES;
byte outages = OUTAGES;
byte unchanged = UNCHANGED;
byte replays = REPLAYS;
byte forgets = FORGETS;
byte pauses = PAUSES;

/* A call that does not reach Redis: it is away, or the call is lost, or its sender is killed before it. */
#define may_be_lost (redis_is_away || losses > 0)
inline lose() {
	losses = losses - !redis_is_away
}
