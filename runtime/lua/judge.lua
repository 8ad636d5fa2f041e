#!lua flags=allow-oom
-- Purpose: hear how a call has gone, and open or shut the breaker.
-- Guarantee: only so many failures in a row within the span open it, and only the probe shuts it or keeps it open for longer. What is
--   heard of another call while it is open changes nothing.
-- KEYS:
--   1 state: hash of a breaker that is not shut
--   2 failures: list of the latest failures in a row, in ms, the newest first
-- ARGV:
--   1 token: of the call
--   2 outcome: ANSWERED, FAILED, or UNKNOWN if the provider was not called after all
--   3 failures: so many in a row open it
--   4 span_ms: ... within that long
--   5 open_ms: for how long it is open at first; twice as long after each probe that fails
--   6 longest_ms: for how long it is open at most
-- Answers: ms for which it is open from now on, 0 if it is not

-- include: clock

local state, failures = KEYS[1], KEYS[2]
local token, outcome, enough = ARGV[1], ARGV[2], tonumber(ARGV[3])
local span, open, longest = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])

local now = now_ms()
local known = redis.call('HMGET', state, 'open_until', 'probe', 'openings')

local function keep_open(openings)
  local peace = math.min(open * 2 ^ math.min(openings, 20), longest)
  redis.call('HSET', state, 'open_until', now + peace, 'openings', openings + 1)
  redis.call('HDEL', state, 'probe', 'probe_until')
  redis.call('PEXPIRE', state, peace + 2 * longest + span)
  redis.call('DEL', failures)
  return peace
end

if known[1] then
  if known[2] == token then
    if outcome == 'ANSWERED' then
      redis.call('DEL', state)
      return 0
    elseif outcome == 'FAILED' then
      return keep_open(tonumber(known[3]))
    end
    redis.call('HDEL', state, 'probe', 'probe_until')
  end
  return math.max(0, tonumber(known[1]) - now)
end

if outcome == 'ANSWERED' then
  redis.call('DEL', failures)
elseif outcome == 'FAILED' then
  redis.call('LPUSH', failures, now)
  redis.call('LTRIM', failures, 0, enough - 1)
  redis.call('PEXPIRE', failures, span)
  local oldest = redis.call('LINDEX', failures, enough - 1)
  if oldest and now - oldest < span then
    return keep_open(0)
  end
end
return 0
