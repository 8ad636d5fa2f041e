#!lua
-- Purpose: accept the latest input of one key, whatever state its entry is in.
-- Guarantee: an input is never dropped: what waits takes it over, what is held runs once more after it.
--   The same submit delivered again changes nothing and answers as before (among a key's latest four).
--   A key that is missing from `due` or `held` (evicted, or deleted by hand) is put back.
-- KEYS:
--   1 entries: waiting and held entries
--   2 due: due times of waiting entries
--   3 held: lease ends of held entries
--   4 dead: dead entries
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
-- include: entry

local OPENED, COALESCED, OVERTAKEN, REVIVED, KNOWN, DEAD = 1, 2, 3, 4, 5, 6
local RECENT_BYTES = 36

local entries, due, held, dead, stats = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local key, payload, submit_id = ARGV[1], ARGV[2], ARGV[4]

local function answer(outcome, counter)
  redis.call('HINCRBY', stats, counter, 1)
  return outcome
end

local function remember(recent, outcome)
  return string.sub(recent .. submit_id .. outcome, -RECENT_BYTES)
end

local packed = redis.call('HGET', entries, key)
local is_dead = false
if not packed then
  packed = redis.call('HGET', dead, key)
  is_dead = packed
end

local now = now_ms()
local due_ms = now + ARGV[3]

if not packed then
  redis.call('HSET', entries, key, cmsgpack.pack({
    1, 0, 0, 0, now, due_ms, 0, '', remember('', OPENED), false, payload, 0 }))
  redis.call('ZADD', due, due_ms, key)
  return answer(OPENED, 'opened')
end

local entry = cmsgpack.unpack(packed)
local recent = entry[RECENT]
local earlier = string.find(recent, submit_id, 1, true)
if earlier then
  return answer(tonumber(string.sub(recent, earlier + 8, earlier + 8)), 'redelivered')
end

local is_held = entry[TOKEN] ~= ''
if is_held then
  redis.call('ZADD', held, 'NX', now, key)
elseif not is_dead then
  redis.call('ZADD', due, 'NX', entry[DUE_MS], key)
end

if ARGV[5] == '1' then
  if is_dead then
    return answer(DEAD, 'still_dead')
  end
  return answer(KNOWN, 'known')
end

entry[GENERATION] = entry[GENERATION] + 1
entry[PAYLOAD] = payload

if is_dead then
  entry[ATTEMPTS], entry[CRASHES], entry[REASON], entry[DIED_MS] = 0, 0, false, 0
  entry[FIRST_MS], entry[DUE_MS] = now, due_ms
  entry[RECENT] = remember(recent, REVIVED)
  redis.call('HSET', entries, key, cmsgpack.pack(entry))
  redis.call('ZADD', due, due_ms, key)
  redis.call('HDEL', dead, key)
  return answer(REVIVED, 'revived')
end

if is_held then
  if entry[GENERATION] == entry[CLAIMED_GENERATION] + 1 then
    entry[FIRST_MS] = now
  end
  entry[RECENT] = remember(recent, OVERTAKEN)
  redis.call('HSET', entries, key, cmsgpack.pack(entry))
  return answer(OVERTAKEN, 'overtaken')
end

-- What failed and backs off is given a fresh start: this input may be the one that works.
if entry[REASON] then
  entry[ATTEMPTS], entry[REASON] = 0, false
  if due_ms < entry[DUE_MS] then
    entry[DUE_MS] = due_ms
    redis.call('ZADD', due, due_ms, key)
  end
end
entry[RECENT] = remember(recent, COALESCED)
redis.call('HSET', entries, key, cmsgpack.pack(entry))
return answer(COALESCED, 'coalesced')
