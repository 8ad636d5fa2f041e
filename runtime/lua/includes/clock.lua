-- The only clock: Redis TIME, in milliseconds since the epoch, the same for the whole fleet.
local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
