#!lua flags=allow-oom
-- Purpose: hear what the provider has said about a quota in its answer to a call.
-- Guarantee: a window's use never goes down, and what was said of one window is not counted in another. A refusal that names no window
--   that is used up closes the shortest one. A call delivered again changes nothing more.
-- KEYS:
--   1 usage: hash of what is known of each window
--   2 recent: sorted set: token of a call -> when it no longer matters, in ms
-- ARGV:
--   1 token: of the call
--   2 guard_ms: how far the provider's clock may be off
--   3 taken_ms: when the call's place was taken
--   4 answered_ms: when the provider answered, by its own clock; -1 if it does not say
--   5 is_exhausted: 1 if it refused the call because the quota is used up, else 0
--   6+ name, length_ms, usual_limit, limit, used: once per window: its name, its length, its limit while the provider has not said
--     otherwise, and what it says: the limit and what is used of it, -1 if it does not say
-- Answers: ms until a window that is used up ends; 0 if none is

-- include: clock
-- include: windows

local usage, recent = KEYS[1], KEYS[2]
local token, guard, taken, answered, is_exhausted = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]

local now = now_ms()
local wait, longest = 0, 0
local shortest = nil
for i = 6, #ARGV, 5 do
  local name, length, limit, used = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 3]), tonumber(ARGV[i + 4])
  longest = math.max(longest, length)
  local index = turn(usage, recent, name, length, now)
  if limit >= 0 then
    redis.call('HSET', usage, name .. ':limit', limit)
  end
  local is_of_now = math.floor(taken / length) == index
    and (answered < 0 or math.floor(answered / length) == index)
  if is_of_now then
    local known = redis.call('HMGET', usage, name .. ':used', name .. ':limit')
    local cap = tonumber(known[2] or ARGV[i + 2])
    if used > tonumber(known[1]) then
      redis.call('HSET', usage, name .. ':used', used)
    end
    if used >= cap then
      wait = math.max(wait, (index + 1) * length - now)
    end
    if not shortest or length < shortest.length then
      shortest = { name = name, length = length, cap = cap, ends = (index + 1) * length }
    end
  elseif not shortest or length < shortest.length then
    shortest = { length = length } -- it has ended meanwhile, and a longer one is not to blame
  end
end
if is_exhausted == '1' and wait == 0 and shortest.name then
  redis.call('HSET', usage, shortest.name .. ':used', shortest.cap)
  wait = shortest.ends - now
end
redis.call('PEXPIRE', usage, 2 * longest)
if redis.call('ZSCORE', recent, token) then
  redis.call('ZADD', recent, now + guard, token)
end
return wait
