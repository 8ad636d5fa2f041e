#!lua
-- Purpose: accept the latest input of one key, whatever state its entry is in.
-- Guarantee: an input is never dropped: what waits takes it over, what is held runs once more after it.
--   The same submit delivered again changes nothing and answers as before (among a key's latest four).
--   With if_absent, a key that is missing from its sorted set (evicted, or deleted by hand) is put back.
-- KEYS:
--   1 entries: all entries
--   2 due: due times of waiting entries
--   3 held: lease ends of held entries
--   4 dead: times of death of dead entries
--   5 stats: counters
-- ARGV:
--   1 key: what is coalesced on
--   2 payload: opaque bytes
--   3 window_ms: from now to the due time of an entry that opens
--   4 submit_id: 8 random bytes, the same when a submit is sent again
--   5 if_absent: 1 to act on an absent key only, else 0
-- Answers: one code
--   1 OPENED: it was absent, and waits for its window to end
--   2 COALESCED: it waits already; this input is the one that runs
--   3 OVERTAKEN: it is held; settling it makes it wait again
--   4 REVIVED: it was dead, and waits with fresh attempts
--   5 KNOWN: it waits or is held, and was left alone (if_absent)
--   6 DEAD: it is dead, and was left alone (if_absent)

-- include: clock

local OPENED, COALESCED, OVERTAKEN, REVIVED, KNOWN, DEAD = 1, 2, 3, 4, 5, 6
local RECENT_BYTES = 36

local entries, due, held, dead, stats = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local key, payload, window_ms, submit_id = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local packed = redis.call('HGET', entries, key)
if not packed then
  local now = now_ms()
  redis.call('HSET', entries, key, cmsgpack.pack(
    1, 0, 0, 0, now, now + window_ms, 0, '', submit_id .. OPENED, false, payload, 0))
  redis.call('ZADD', due, now + window_ms, key)
  redis.call('HINCRBY', stats, 'opened', 1)
  return OPENED
end

-- The places of includes/entry.lua, as locals: this script runs once per input, and spares itself a table.
local generation, claimed_generation, attempts, crashes, first_ms, due_ms, claimed_ms, token, recent, reason,
  earlier_payload, died_ms = cmsgpack.unpack(packed)

local earlier = string.find(recent, submit_id, 1, true)
if earlier then
  redis.call('HINCRBY', stats, 'redelivered', 1)
  return tonumber(string.sub(recent, earlier + 8, earlier + 8))
end

local is_held, is_dead = token ~= '', died_ms > 0

if ARGV[5] == '1' then
  if is_dead then
    redis.call('ZADD', dead, 'NX', died_ms, key)
    redis.call('HINCRBY', stats, 'still_dead', 1)
    return DEAD
  end
  if is_held then
    redis.call('ZADD', held, 'NX', now_ms(), key)
  else
    redis.call('ZADD', due, 'NX', due_ms, key)
  end
  redis.call('HINCRBY', stats, 'known', 1)
  return KNOWN
end

local outcome, counter
if is_dead then
  outcome, counter = REVIVED, 'revived'
  first_ms = now_ms()
  attempts, crashes, reason, died_ms, due_ms = 0, 0, false, 0, first_ms + window_ms
  redis.call('ZREM', dead, key)
  redis.call('ZADD', due, due_ms, key)
elseif is_held then
  outcome, counter = OVERTAKEN, 'overtaken'
  if generation == claimed_generation then
    first_ms = now_ms()
  end
else
  outcome, counter = COALESCED, 'coalesced'
  if reason then
    -- It failed and backs off. A fresh start: this input may be the one that works.
    attempts, reason, due_ms = 0, false, math.min(due_ms, now_ms() + window_ms)
    redis.call('ZADD', due, due_ms, key)
  end
end
recent = string.sub(recent .. submit_id .. outcome, -RECENT_BYTES)
redis.call('HSET', entries, key, cmsgpack.pack(
  generation + 1, claimed_generation, attempts, crashes, first_ms, due_ms, claimed_ms, token, recent, reason,
  payload, died_ms))
redis.call('HINCRBY', stats, counter, 1)
return outcome
