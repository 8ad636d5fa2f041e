#!lua flags=allow-oom
-- Purpose: take up to n due entries, oldest due first, under one lease and one token.
-- Guarantee: an entry is held by one claim at a time. The same claim delivered again answers what it holds
--   already, not a second batch. An entry that would be buried by one more crash is claimed alone, so that
--   none is buried for what another one did. A paused lane gives nothing away.
-- KEYS:
--   1 entries: all entries
--   2 due: due times of waiting entries
--   3 held: lease ends of held entries
--   4 claims: keys that each token holds
--   5 pokes: expiries of outstanding pokes
--   6 rests: until when a key that ran rests, in a lane with a leading run
--   7 paused: when the lane was paused
--   8 stats: counters
-- ARGV:
--   1 token: names this claim, never used by another one
--   2 n: entries at most
--   3 max_bytes: stops before the entry whose payload goes over this sum (one is always taken)
--   4 lease_ms: how long the entries are held
--   5 max_crashes: crashes at which an entry is claimed alone
--   6 poke_id: the poke that led here, no longer outstanding; '' for none
--   7 rest_ms: how long a key rests from now on, for a lane with a leading run, else 0
--   8 even_if_paused: 1 to claim from a paused lane, else 0
-- Answers: a flat list; per entry: key, payload, generation, attempt (1 for the first), crashes,
--   first submit ms, due ms, claimed ms, revision

-- include: clock
-- include: entry
-- include: writes
-- include: rests

local entries, due, held, claims, pokes, rests, paused, stats =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local token, max_bytes, max_crashes, rest_ms = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[5]), tonumber(ARGV[7])
local answer = {}

local function add_to_answer(key, entry)
  local last = #answer
  answer[last + 1] = key
  answer[last + 2] = entry[PAYLOAD]
  answer[last + 3] = entry[CLAIMED_GENERATION]
  answer[last + 4] = entry[ATTEMPTS] + 1
  answer[last + 5] = entry[CRASHES]
  answer[last + 6] = entry[FIRST_MS]
  answer[last + 7] = entry[DUE_MS]
  answer[last + 8] = entry[CLAIMED_MS]
  answer[last + 9] = entry[REVISION]
end

if ARGV[6] ~= '' then
  redis.call('ZREM', pokes, ARGV[6])
end

local earlier = redis.call('HGET', claims, token)
if earlier then
  local keys = cmsgpack.unpack(earlier)
  local packed = redis.call('HMGET', entries, unpack(keys))
  for i, key in ipairs(keys) do
    local entry = packed[i] and load_entry(packed[i])
    if entry and entry[TOKEN] == token then
      add_to_answer(key, entry)
    end
  end
  return answer
end

if ARGV[8] == '0' and redis.call('EXISTS', paused) == 1 then
  return answer
end

local now = now_ms()
local keys = redis.call('ZRANGE', due, '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[2])
if #keys == 0 then
  return answer
end

local lease_end = now + ARGV[4]
local loaded = redis.call('HMGET', entries, unpack(keys))
local taken, not_due, entry_writes, held_writes, rest_writes, bytes = {}, {}, {}, {}, {}, 0
for i, key in ipairs(keys) do
  local entry = loaded[i] and load_entry(loaded[i])
  local last_chance = entry and entry[CRASHES] >= max_crashes
  if entry then
    bytes = bytes + #entry[PAYLOAD]
    if #taken > 0 and (last_chance or bytes > max_bytes) then
      break
    end
    entry[CLAIMED_GENERATION], entry[CLAIMED_MS], entry[TOKEN] = entry[GENERATION], now, token
    add_to_answer(key, entry)
    taken[#taken + 1] = key
    add_pair(entry_writes, key, pack_entry(entry))
    add_pair(held_writes, lease_end, key)
    add_pair(rest_writes, now + rest_ms, key)
  end
  not_due[i] = key  -- also when its entry is gone: `entries` was evicted, or deleted by hand
  if last_chance then
    break
  end
end

flush('ZREM', due, not_due)
if #taken > 0 then
  flush('HSET', entries, entry_writes)
  flush('ZADD', held, held_writes)
  redis.call('HSET', claims, token, cmsgpack.pack(taken))
  redis.call('HINCRBY', stats, 'started', #taken)
end
if rest_ms > 0 then
  tidy_rests(rests, now, ARGV[2])
  flush('ZADD', rests, rest_writes)
end
return answer
