#!lua flags=allow-oom
-- Purpose: take a call's place in all windows of a quota, or say how long there is none.
-- Guarantee: of all who ask, no more get a place in a window than are allowed. A call that was under way when a window began counts in
--   that one too; for a moment after its beginning, the one before counts too, since the provider's clock may be a little slow.
-- KEYS:
--   1 usage: hash of what is known of each window
--   2 recent: sorted set: token of a call -> when it no longer matters, in ms
-- ARGV:
--   1 token: of this call, never used by another one
--   2 lease_ms: after that long a call that was never heard of again is over
--   3 guard_ms: how far the provider's clock may be off
--   4+ name, length_ms, usual_limit, permille: once per window: its name, its length, its limit while the provider has not said
--     otherwise, and how many thousandths of that the caller may use
-- Answers: a list: ms to wait (0: the place is taken), and the time in ms

-- include: clock
-- include: windows

local usage, recent = KEYS[1], KEYS[2]
local token, lease, guard = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local now = now_ms()
local wait, longest, names = 0, 0, {}
for i = 4, #ARGV, 4 do
  local name, length = ARGV[i], tonumber(ARGV[i + 1])
  local since = now - turn(usage, recent, name, length, now) * length
  local known = redis.call('HMGET', usage, name .. ':used', name .. ':carried', name .. ':before', name .. ':limit')
  local used = tonumber(known[1])
  local allowed = math.floor(tonumber(known[4] or ARGV[i + 2]) * ARGV[i + 3] / 1000)
  if used >= allowed then
    wait = math.max(wait, length - since)
  elseif since < guard and known[3] + used - known[2] >= allowed then
    wait = math.max(wait, guard - since)
  end
  longest = math.max(longest, length)
  names[#names + 1] = name
end
redis.call('ZREMRANGEBYSCORE', recent, '-inf', now)
if wait == 0 then
  for _, name in ipairs(names) do
    redis.call('HINCRBY', usage, name .. ':used', 1)
  end
  redis.call('ZADD', recent, now + lease, token)
end
redis.call('PEXPIRE', usage, 2 * longest + lease)
redis.call('PEXPIRE', recent, 2 * longest + lease)
return { wait, now }
