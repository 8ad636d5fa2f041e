#!lua flags=allow-oom
-- Purpose: end the run of claimed entries, each with its verdict: done, skipped, try again later, or dead.
-- Guarantee: a token that does not hold a key changes nothing of it. A key that was submitted during the run
--   waits again with fresh attempts, whatever the verdict. The same settle delivered again changes
--   nothing and answers as before (among a lane's latest 128).
-- KEYS:
--   1 entries: all entries
--   2 due: due times of waiting entries
--   3 held: lease ends of held entries
--   4 dead: times of death of dead entries
--   5 claims: keys that each token holds
--   6 settled: the latest settles and their answers
--   7 stats: counters
-- ARGV:
--   1 token: of the claim that the keys came from
--   2 settle_id: 8 random bytes, the same when a settle is sent again
--   3 policy: latest, first, merge or append
--   4 maxima: for merge, names of members of which the larger number stays, each as JSON, and a line feed
--     before and after each
--   5+ key, verdict, delay_ms, reason: once per key; verdict is 1 done, 2 retry, 3 retry without holding the
--     attempt against the entry, 4 dead, 5 skipped; delay_ms counts for 2 and 3, reason for 2, 3 and 4
-- Answers: a string with one digit per key, in order
--   1 SETTLED: the verdict stands
--   2 RERUN: overtaken during the run, so it waits again
--   3 SUPERSEDED: not held by this token (any more), so nothing changed

-- include: clock
-- include: entry
-- include: claims
-- include: payload
-- include: next_run
-- include: writes
-- include: tally

local SETTLED, RERUN, SUPERSEDED = 1, 2, 3
local DONE, RETRY, POSTPONE, DEAD, SKIPPED = '1', '2', '3', '4', '5'
local REMEMBERED = 128

local entries, due, held, dead, claims, settled, stats =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local token, settle_id, policy, maxima = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local keys = {}
for i = 5, #ARGV, 4 do
  keys[#keys + 1] = ARGV[i]
end
local all_held = true
local loaded = redis.call('HMGET', entries, unpack(keys))
for i, packed in ipairs(loaded) do
  local entry = packed and load_entry(packed)
  loaded[i] = entry and entry[TOKEN] == token and entry
  all_held = all_held and loaded[i]
end

-- Only what is no longer held can have been settled by an earlier delivery of this very call.
if not all_held then
  for _, record in ipairs(redis.call('LRANGE', settled, 0, -1)) do
    if string.sub(record, 1, 8) == settle_id then
      return string.sub(record, 9)
    end
  end
end

local now = now_ms()
local answer, released = {}, {}
local entry_writes, due_writes, dead_writes, removed = {}, {}, {}, {}

local function wait_again(key, entry, due_ms)
  entry[DUE_MS] = due_ms
  add_pair(due_writes, due_ms, key)
  add_pair(entry_writes, key, pack_entry(entry))
end

local function end_run(key, entry, verdict, delay_ms, reason)
  entry[TOKEN], entry[CRASHES] = '', 0  -- whoever settles is alive
  count_span('run', now - entry[CLAIMED_MS])
  if verdict == RETRY or verdict == DEAD then
    count('failed', 1)
  end
  local is_finished = verdict == DONE or verdict == SKIPPED
  if entry[GENERATION] ~= entry[CLAIMED_GENERATION] then
    prepare_next_run(entry, is_finished, policy, maxima, now)
    wait_again(key, entry, entry[DUE_MS])
    count('rerun', 1)
    return RERUN
  end
  if is_finished then
    removed[#removed + 1] = key
    count(verdict == DONE and 'completed' or 'skipped', 1)
    count_span('lag', now - entry[DUE_MS])
    return SETTLED
  end
  entry[REASON] = reason
  if verdict == POSTPONE then
    wait_again(key, entry, now + delay_ms)
    count('postponed', 1)
    return SETTLED
  end
  entry[ATTEMPTS] = entry[ATTEMPTS] + 1
  if verdict == RETRY then
    wait_again(key, entry, now + delay_ms)
    count('retried', 1)
    return SETTLED
  end
  entry[DIED_MS] = now
  add_pair(dead_writes, now, key)
  add_pair(entry_writes, key, pack_entry(entry))
  count('died', 1)
  return SETTLED
end

for i, key in ipairs(keys) do
  local entry = loaded[i]
  if entry then
    local at = 4 * i + 2
    released[#released + 1] = key
    answer[i] = end_run(key, entry, ARGV[at], ARGV[at + 1], ARGV[at + 2])
  else
    answer[i] = SUPERSEDED
    count('superseded', 1)
  end
end

flush('HSET', entries, entry_writes)
flush('HDEL', entries, removed)
flush('ZADD', due, due_writes)
flush('ZADD', dead, dead_writes)
flush('ZREM', held, released)
leave_claim(claims, token, keys)
flush_counts(stats)

answer = table.concat(answer)
redis.call('LPUSH', settled, settle_id .. answer)
redis.call('LTRIM', settled, 0, REMEMBERED - 1)
return answer
