#!lua flags=no-writes
-- Purpose: read one entry.
-- Guarantee: changes nothing.
-- KEYS:
--   1 entries: all entries
--   2 held: lease ends of held entries
-- ARGV:
--   1 key: what is coalesced on
-- Answers: a list: the state's code; for any state but absent also generation, claimed generation, attempts,
--   crashes, first submit ms, due ms, claimed ms, died ms, lease end ms (0 for what does not apply), token,
--   reason ('' for none), payload, revision, next payload (nil for none)
--   0 ABSENT: nothing is known of the key
--   1 WAITING: it waits for its due time, or for a claim
--   2 HELD: a claim holds it
--   3 DEAD: it is not tried again until a submit revives it

-- include: entry

local ABSENT, WAITING, HELD, DEAD = 0, 1, 2, 3

local entries, held = KEYS[1], KEYS[2]
local key = ARGV[1]

local packed = redis.call('HGET', entries, key)
if not packed then
  return { ABSENT }
end
local entry = load_entry(packed)
local state, lease_end = WAITING, 0
if entry[DIED_MS] > 0 then
  state = DEAD
elseif entry[TOKEN] ~= '' then
  state = HELD
  lease_end = tonumber(redis.call('ZSCORE', held, key)) or 0
end
return {
  state, entry[GENERATION], entry[CLAIMED_GENERATION], entry[ATTEMPTS], entry[CRASHES], entry[FIRST_MS],
  entry[DUE_MS], entry[CLAIMED_MS], entry[DIED_MS], lease_end, entry[TOKEN], entry[REASON] or '',
  entry[PAYLOAD], entry[REVISION], entry[NEXT_PAYLOAD],
}
