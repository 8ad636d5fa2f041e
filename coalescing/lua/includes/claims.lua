-- Takes keys out of a claim's record, and drops the record with its last key.
-- `gone` is a set: key -> true.
local function leave_claim(claims, token, gone)
  local packed = redis.call('HGET', claims, token)
  if not packed then
    return
  end
  local left = {}
  for _, key in ipairs(cmsgpack.unpack(packed)) do
    if not gone[key] then
      left[#left + 1] = key
    end
  end
  if #left == 0 then
    redis.call('HDEL', claims, token)
  else
    redis.call('HSET', claims, token, cmsgpack.pack(left))
  end
end
