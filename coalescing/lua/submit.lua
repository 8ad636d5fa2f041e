#!lua
-- Purpose: accept the latest input of one key, whatever state its entry is in.
-- Guarantee: an input is never dropped: what waits takes it in, what is held runs once more after it.
--   The same submit delivered again changes nothing and answers as before (among a key's latest four).
--   With if_absent, a key that is missing from its sorted set (evicted, or deleted by hand) is put back, and what
--   is dead is revived by a higher revision than the one that died.
-- KEYS:
--   1 entries: all entries
--   2 due: due times of waiting entries
--   3 held: lease ends of held entries
--   4 dead: times of death of dead entries
--   5 rests: until when a key that ran rests, in a lane with a leading run
--   6 stats: counters
-- ARGV:
--   1 key: what is coalesced on
--   2 payload: opaque bytes
--   3 revision: the ledger's number of this input, 0 for none
--   4 submit_id: 8 random bytes, the same when a submit is sent again
--   5 if_absent: 1 to leave alone what waits, is held, or died of this revision, else 0
--   6 window_ms: length of the window, or of the quiet period
--   7 rules: '' for a fixed window, any number of inputs, no leading runs and the latest payload; else, with a space
--     between them, max_wait_ms (longest wait of a burst, for debouncing; 0 for a fixed window), max_inputs (of a burst
--     that make it due at once, 0 for any number), leading (1 to run a key at once that is at rest no longer, else 0)
--     and policy (latest, first, merge or append), and after them maxima as settle and sweep take it
-- Answers: one code
--   1 OPENED: it was absent, and waits for its due time
--   2 COALESCED: it waits already; this input is taken into the run
--   3 OVERTAKEN: it is held; settling it makes it wait again
--   4 REVIVED: it was dead, and waits with fresh attempts
--   5 KNOWN: it waits or is held, and was left alone (if_absent)
--   6 DEAD: it is dead, and was left alone (if_absent)
--   7 REFUSED: together with what is there the payload would be too large; nothing changed

-- include: clock

local OPENED, COALESCED, OVERTAKEN, REVIVED, KNOWN, DEAD, REFUSED = 1, 2, 3, 4, 5, 6, 7
local RECENT_BYTES = 36

local entries, due, held, dead, rests, stats = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local key, payload, given_revision, submit_id = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local window_ms = ARGV[6]

-- This script runs once per input: what only some lanes need is read, and made, only for them.
local max_wait_ms, max_inputs, is_leading, policy, maxima = 0, 0, false, 'latest', ''
local leading_due_ms
if ARGV[7] ~= '' then
  max_wait_ms, max_inputs, is_leading, policy, maxima = string.match(ARGV[7], '^(%d+) (%d+) (%d) (%l+)(.*)$')
  max_wait_ms, max_inputs, is_leading = tonumber(max_wait_ms), tonumber(max_inputs), is_leading == '1'

  -- When what opens now is due, in a lane with leading runs.
  function leading_due_ms(now)
    local rest_end_ms = tonumber(redis.call('ZSCORE', rests, key) or 0)
    if rest_end_ms <= now then
      return now
    end
    return max_wait_ms == 0 and rest_end_ms or now + window_ms
  end
end

local packed = redis.call('HGET', entries, key)
if not packed then
  local now = now_ms()
  local due_ms = is_leading and leading_due_ms(now) or now + window_ms
  redis.call('HSET', entries, key, cmsgpack.pack(
    1, 0, 0, 0, now, due_ms, 0, '', submit_id .. OPENED, false, payload, 0, given_revision, false))
  redis.call('ZADD', due, due_ms, key)
  redis.call('HINCRBY', stats, 'opened', 1)
  return OPENED
end

-- The places of includes/entry.lua, as locals instead of in a table.
local generation, claimed_generation, attempts, crashes, first_ms, due_ms, claimed_ms, token, recent, reason,
  earlier_payload, died_ms, revision, next_payload = cmsgpack.unpack(packed)
revision, next_payload = revision or 0, next_payload or false

local earlier = string.find(recent, submit_id, 1, true)
if earlier then
  redis.call('HINCRBY', stats, 'redelivered', 1)
  return tonumber(string.sub(recent, earlier + 8, earlier + 8))
end

local is_held, is_dead = token ~= '', died_ms > 0

local is_newer_than_death = is_dead and revision > 0 and given_revision > revision

if ARGV[5] == '1' and not is_newer_than_death then
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

if policy == 'latest' then
  if given_revision > 0 and given_revision < revision then
    -- It was overtaken on its way here, and replaces nothing.
  elseif is_held then
    next_payload = payload
  else
    earlier_payload = payload
  end
else
  -- include: payload
  if is_held then
    next_payload = next_payload and combine(policy, next_payload, payload, maxima) or payload
  elseif is_dead and policy == 'first' then
    earlier_payload = payload
  else
    earlier_payload = combine(policy, earlier_payload, payload, maxima)
  end
  if math.max(#earlier_payload, next_payload and #next_payload or 0) > MAX_PAYLOAD_BYTES then
    redis.call('HINCRBY', stats, 'refused', 1)
    return REFUSED
  end
end

local outcome, counter
if is_dead then
  outcome, counter = REVIVED, 'revived'
  first_ms = now_ms()
  attempts, crashes, reason, died_ms = 0, 0, false, 0
  due_ms = is_leading and leading_due_ms(first_ms) or first_ms + window_ms
  redis.call('ZREM', dead, key)
  redis.call('ZADD', due, due_ms, key)
elseif is_held then
  outcome, counter = OVERTAKEN, 'overtaken'
  local now = now_ms()
  if generation == claimed_generation then
    first_ms = now
  end
  if max_wait_ms > 0 then  -- due when it will have been quiet for long enough, or has waited for long enough
    due_ms = math.min(now + window_ms, first_ms + max_wait_ms)
  else
    due_ms = is_leading and leading_due_ms(now) or now
  end
else
  outcome, counter = COALESCED, 'coalesced'
  if reason then
    -- It failed and backs off. A fresh start: this input may be the one that works.
    attempts, reason, due_ms = 0, false, math.min(due_ms, now_ms() + window_ms)
    redis.call('ZADD', due, due_ms, key)
  elseif max_wait_ms > 0 then
    local now = now_ms()
    if due_ms > now then  -- what is due stays due
      due_ms = math.max(due_ms, math.min(now + window_ms, first_ms + max_wait_ms))
      redis.call('ZADD', due, due_ms, key)
    end
  end
end
if max_inputs > 0 and not is_dead and generation + 1 - claimed_generation >= max_inputs then
  local now = now_ms()
  if due_ms > now then
    due_ms = now
    if not is_held then
      redis.call('ZADD', due, due_ms, key)
    end
  end
end
recent = string.sub(recent .. submit_id .. outcome, -RECENT_BYTES)
redis.call('HSET', entries, key, cmsgpack.pack(
  generation + 1, claimed_generation, attempts, crashes, first_ms, due_ms, claimed_ms, token, recent, reason,
  earlier_payload, died_ms, given_revision > revision and given_revision or revision, next_payload))
redis.call('HINCRBY', stats, counter, 1)
return outcome
