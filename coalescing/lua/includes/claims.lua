-- Takes keys out of a claim's record, and drops the record with its last key.
local function leave_claim(claims, token, keys)
  local packed = redis.call('HGET', claims, token)
  if not packed then
    return
  end
  local leaving, left = {}, {}
  for _, key in ipairs(keys) do
    leaving[key] = true
  end
  for _, key in ipairs(cmsgpack.unpack(packed)) do
    if not leaving[key] then
      left[#left + 1] = key
    end
  end
  if #left == 0 then
    redis.call('HDEL', claims, token)
  else
    redis.call('HSET', claims, token, cmsgpack.pack(left))
  end
end
