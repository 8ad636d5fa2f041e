#!lua flags=allow-oom
-- Purpose: say whether a provider may be called, and if it was left in peace, whether this caller is the one to find out about it.
-- Guarantee: after the peace one caller of the whole fleet is the probe, and no other one until it has reported or its time is over.
-- KEYS:
--   1 state: hash of a breaker that is not shut
-- ARGV:
--   1 token: of this call, never used by another one
--   2 probe_ms: after that long a probe that was never heard of again is over
-- Answers: a list: a verdict, and ms to wait (0 unless the verdict is WAIT)
--   1 GO: call as usual
--   2 PROBE: call, as the only one
--   3 WAIT: do not call

-- include: clock

local state = KEYS[1]
local token, probe = ARGV[1], tonumber(ARGV[2])
local GO, PROBE, WAIT = 1, 2, 3

local known = redis.call('HMGET', state, 'open_until', 'probe_until')
if not known[1] then
  return { GO, 0 }
end
local now = now_ms()
local blocked = math.max(tonumber(known[1]), tonumber(known[2] or 0))
if now < blocked then
  return { WAIT, blocked - now }
end
redis.call('HSET', state, 'probe', token, 'probe_until', now + probe)
return { PROBE, 0 }
