#!lua flags=allow-oom
-- Purpose: give back the entries whose lease has ended without a settle, and bury what keeps crashing.
-- Guarantee: an entry outlives the worker that held it, and keeps its place in the line. More than max_crashes
--   such ends in a row make it dead, unless it was submitted during the last run: that input gets its run.
-- KEYS:
--   1 entries: waiting and held entries
--   2 due: due times of waiting entries
--   3 held: lease ends of held entries
--   4 dead: dead entries
--   5 claims: keys that each token holds
--   6 stats: counters
-- ARGV:
--   1 limit: entries at most
--   2 max_crashes: crashes in a row that an entry may survive
-- Answers: a list: how many entries wait again, then for each buried one its key and the reason

-- include: clock
-- include: entry
-- include: claims
-- include: writes
-- include: tally

local entries, due, held, dead, claims, stats = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local max_crashes = tonumber(ARGV[2])

local now = now_ms()
local keys = redis.call('ZRANGE', held, '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[1])
if #keys == 0 then
  return { 0 }
end

local answer, returned, gone_by_token = { 0 }, 0, {}
local entry_writes, due_writes, dead_writes, removed = {}, {}, {}, {}

local function wait_again(key, entry)
  returned = returned + 1
  if entry[GENERATION] ~= entry[CLAIMED_GENERATION] then
    entry[ATTEMPTS], entry[REASON], entry[DUE_MS] = 0, false, now
  end
  entry_writes[#entry_writes + 1] = key
  entry_writes[#entry_writes + 1] = cmsgpack.pack(entry)
  due_writes[#due_writes + 1] = entry[DUE_MS]
  due_writes[#due_writes + 1] = key
end

local function bury(key, entry)
  local reason = 'its lease ended without a settle ' .. entry[CRASHES] .. ' times in a row'
  entry[REASON], entry[DIED_MS] = reason, now
  removed[#removed + 1] = key
  dead_writes[#dead_writes + 1] = key
  dead_writes[#dead_writes + 1] = cmsgpack.pack(entry)
  answer[#answer + 1] = key
  answer[#answer + 1] = reason
end

local loaded = redis.call('HMGET', entries, unpack(keys))
for i, key in ipairs(keys) do
  local entry = loaded[i] and cmsgpack.unpack(loaded[i])  -- nothing if `entries` was evicted
  if entry then
    local token = entry[TOKEN]
    gone_by_token[token] = gone_by_token[token] or {}
    gone_by_token[token][key] = true
    entry[TOKEN], entry[CRASHES] = '', entry[CRASHES] + 1
    if entry[CRASHES] > max_crashes and entry[GENERATION] == entry[CLAIMED_GENERATION] then
      bury(key, entry)
    else
      wait_again(key, entry)
    end
  end
end

flush('HSET', entries, entry_writes)
flush('HSET', dead, dead_writes)
flush('HDEL', entries, removed)
flush('ZADD', due, due_writes)
flush('ZREM', held, keys)
for token, gone in pairs(gone_by_token) do
  leave_claim(claims, token, gone)
end
count('swept', returned)
count('buried', #removed)
flush_counts(stats)
answer[1] = returned
return answer
