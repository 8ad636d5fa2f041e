-- Windows of a quota: each has a length and begins at its multiples since the epoch, so that 900 s begin on the
-- quarter hour and 86,400 s at midnight UTC. What is known of one is in fields of the hash `usage`.

-- What may still be counted in a window that has just begun: calls under way, and those answered a moment ago.
local function under_way(recent, now)
  redis.call('ZREMRANGEBYSCORE', recent, '-inf', now)
  return redis.call('ZCARD', recent)
end

-- Begin the window anew if the clock has moved on to the next one.
local function turn(usage, recent, name, length, now)
  local index = math.floor(now / length)
  local known = redis.call('HMGET', usage, name .. ':index', name .. ':used')
  if tonumber(known[1]) == index then
    return index
  end
  local before = 0
  if tonumber(known[1]) == index - 1 then
    before = known[2]
  end
  local carried = 0
  if known[1] then
    carried = under_way(recent, now)
  end
  redis.call('HSET', usage, name .. ':index', index, name .. ':used', carried, name .. ':carried', carried,
    name .. ':before', before)
  return index
end
