#!lua flags=allow-oom
-- Purpose: say how many pokes to publish now, and how long nothing else is due.
-- Guarantee: no more pokes are outstanding than the due entries fill batches, and none for a paused lane. A poke that is never used
--   expires. The same call delivered again answers the ids that it registered, not more.
-- KEYS:
--   1 due: due times of waiting entries
--   2 pokes: expiries of outstanding pokes
--   3 paused: when the lane was paused
--   4 stats: counters
-- ARGV:
--   1 poke_id: what the ids of this call begin with, never used by another one
--   2 batch: entries that one poke stands for
--   3 ttl_ms: how long a poke counts as outstanding
--   4 at_most: pokes that this call may register
-- Answers: a list: ms until the next entry is due (0 if one is, -1 if none waits
--   or the lane is paused), then the pokes' ids

-- include: clock
-- include: writes

local due, pokes, paused, stats = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local poke_id, at_most = ARGV[1], tonumber(ARGV[4])

local head = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
if #head == 0 or redis.call('EXISTS', paused) == 1 then
  return { -1 }
end
local now = now_ms()
if tonumber(head[2]) > now then
  return { head[2] - now }
end

redis.call('ZREMRANGEBYSCORE', pokes, '-inf', now)
local answer = { 0 }

local function id(i)
  return poke_id .. ':' .. i
end

if redis.call('ZSCORE', pokes, id(1)) then
  for i = 1, at_most do
    if redis.call('ZSCORE', pokes, id(i)) then
      answer[#answer + 1] = id(i)
    end
  end
  return answer
end

local due_batches = math.ceil(redis.call('ZCOUNT', due, '-inf', now) / ARGV[2])
local missing = math.min(due_batches - redis.call('ZCARD', pokes), at_most)
local poke_writes = {}
for i = 1, missing do
  answer[i + 1] = id(i)
  add_pair(poke_writes, now + ARGV[3], id(i))
end
flush('ZADD', pokes, poke_writes)
if missing > 0 then
  redis.call('HINCRBY', stats, 'poked', missing)
end
return answer
