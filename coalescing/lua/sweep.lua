#!lua flags=allow-oom
-- Purpose: give back the entries whose lease has ended without a settle, and bury what keeps crashing.
-- Guarantee: an entry outlives the worker that held it, and keeps its place in the line. More than max_crashes
--   such ends in a row make it dead, unless it was submitted during the last run: that input gets its run.
-- KEYS:
--   1 entries: all entries
--   2 due: due times of waiting entries
--   3 held: lease ends of held entries
--   4 dead: times of death of dead entries
--   5 claims: keys that each token holds
--   6 rests: until when a key that ran rests, in a lane with a leading run
--   7 stats: counters
-- ARGV:
--   1 limit: entries at most
--   2 max_crashes: crashes in a row that an entry may survive
--   3 policy: latest, first, merge or append
--   4 maxima: for merge, names of members of which the larger number stays, each as JSON, and a line feed
--     before and after each
-- Answers: a list: how many entries wait again, then for each buried one its key and the reason

-- include: clock
-- include: entry
-- include: claims
-- include: writes
-- include: payload
-- include: next_run
-- include: rests
-- include: tally

local entries, due, held, dead, claims, rests, stats =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local max_crashes, policy, maxima = tonumber(ARGV[2]), ARGV[3], ARGV[4]

local now = now_ms()
tidy_rests(rests, now, ARGV[1])
local keys = redis.call('ZRANGE', held, '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[1])
if #keys == 0 then
  return { 0 }
end

local answer, returned, keys_by_token = { 0 }, 0, {}
local entry_writes, due_writes, dead_writes = {}, {}, {}

local function wait_again(key, entry)
  returned = returned + 1
  if entry[GENERATION] ~= entry[CLAIMED_GENERATION] then
    prepare_next_run(entry, false, policy, maxima, now)
  end
  add_pair(due_writes, entry[DUE_MS], key)
end

local function bury(key, entry)
  local reason = 'its lease ended without a settle ' .. entry[CRASHES] .. ' times in a row'
  entry[REASON], entry[DIED_MS] = reason, now
  add_pair(dead_writes, now, key)
  add_pair(answer, key, reason)
end

local loaded = redis.call('HMGET', entries, unpack(keys))
for i, key in ipairs(keys) do
  local entry = loaded[i] and load_entry(loaded[i])  -- nothing if `entries` was evicted
  if entry then
    local token = entry[TOKEN]
    keys_by_token[token] = keys_by_token[token] or {}
    table.insert(keys_by_token[token], key)
    entry[TOKEN], entry[CRASHES] = '', entry[CRASHES] + 1
    if entry[CRASHES] > max_crashes and entry[GENERATION] == entry[CLAIMED_GENERATION] then
      bury(key, entry)
    else
      wait_again(key, entry)
    end
    add_pair(entry_writes, key, pack_entry(entry))
  end
end

flush('HSET', entries, entry_writes)
flush('ZADD', due, due_writes)
flush('ZADD', dead, dead_writes)
flush('ZREM', held, keys)
for token, ended in pairs(keys_by_token) do
  leave_claim(claims, token, ended)
end
count('swept', returned)
count('buried', (#answer - 1) / 2)
flush_counts(stats)
answer[1] = returned
return answer
