#!lua flags=no-writes
-- Purpose: read a lane's gauges and counters.
-- Guarantee: changes nothing. Gauges and counters are of one moment.
-- KEYS:
--   1 due: due times of waiting entries
--   2 held: lease ends of held entries
--   3 dead: times of death of dead entries
--   4 pokes: expiries of outstanding pokes
--   5 paused: when the lane was paused
--   6 stats: counters
-- ARGV:
-- Answers: a list: the count of waiting, due, held, overdue (lease ended, not yet swept) and dead entries, of
--   outstanding pokes, ms since the oldest due time (0 if nothing is due), when the lane was paused in ms (0 if
--   it is not), then name and value of each counter

-- include: clock

local due, held, dead, pokes, paused, stats = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]

local now = now_ms()
local oldest = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
local oldest_due_ms = tonumber(oldest[2]) or now
local answer = {
  redis.call('ZCARD', due),
  redis.call('ZCOUNT', due, '-inf', now),
  redis.call('ZCARD', held),
  redis.call('ZCOUNT', held, '-inf', now),
  redis.call('ZCARD', dead),
  redis.call('ZCOUNT', pokes, '(' .. now, '+inf'),
  math.max(0, now - oldest_due_ms),
  tonumber(redis.call('GET', paused) or 0),
}
for _, value in ipairs(redis.call('HGETALL', stats)) do
  answer[#answer + 1] = value
end
return answer
