#!lua flags=allow-oom
-- Purpose: pause a lane, or resume it. Submits go on in a paused lane; nothing is claimed or poked for.
-- Guarantee: what is held when the lane is paused is still settled. Pausing a paused lane changes nothing.
-- KEYS:
--   1 paused: when the lane was paused
-- ARGV:
--   1 on: 1 to pause, 0 to resume
-- Answers: when it was paused in ms, 0 if it is not paused now

-- include: clock

local paused = KEYS[1]

if ARGV[1] == '0' then
  redis.call('DEL', paused)
  return 0
end
redis.call('SET', paused, string.format('%.0f', now_ms()), 'NX')
return tonumber(redis.call('GET', paused))
