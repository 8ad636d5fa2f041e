-- Drops up to n rests that are over.
local function tidy_rests(rests, now, n)
  local over = redis.call('ZRANGE', rests, '-inf', now, 'BYSCORE', 'LIMIT', 0, n)
  if #over > 0 then
    redis.call('ZREM', rests, unpack(over))
  end
end
