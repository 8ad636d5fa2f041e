-- Windows of a quota: each has a length and begins at its multiples since the epoch, so that 900 s begin on the
-- quarter hour and 86,400 s at midnight UTC. What is known of one is in fields of the hash `usage`.

-- Begin the window anew if the clock has moved on to the next one. Calls that were under way at its beginning, or had been answered a
-- moment before, may be counted in it. Before all windows of a quota have been turned, nothing may be removed from `recent`.
local function turn(usage, recent, name, length, now)
  local index = math.floor(now / length)
  local known = redis.call('HMGET', usage, name .. ':index', name .. ':used')
  if tonumber(known[1]) == index then
    return index
  end
  local before = 0
  if tonumber(known[1] or 0) == index - 1 then
    before = known[2]
  end
  local carried = 0
  if known[1] then
    carried = redis.call('ZCOUNT', recent, '(' .. string.format('%.0f', index * length), '+inf')
  end
  redis.call('HSET', usage, name .. ':index', index, name .. ':used', carried, name .. ':carried', carried,
    name .. ':before', before)
  return index
end
