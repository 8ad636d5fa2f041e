#!lua flags=allow-oom
-- Purpose: push out the lease of a run that takes long.
-- Guarantee: only the token that holds a key moves its lease; a lost key is left to whoever has it now.
-- KEYS:
--   1 entries: all entries
--   2 held: lease ends of held entries
-- ARGV:
--   1 token: of the claim that the keys came from
--   2 lease_ms: from now to the new end of the lease
--   3+ key: once per key
-- Answers: a string with one digit per key, in order
--   1 HELD: the lease ends later now
--   2 LOST: not held by this token (any more)

-- include: clock
-- include: entry
-- include: writes

local HELD, LOST = 1, 2

local entries, held = KEYS[1], KEYS[2]
local token, lease_end = ARGV[1], now_ms() + ARGV[2]

local keys = {}
for i = 3, #ARGV do
  keys[#keys + 1] = ARGV[i]
end
local answer, held_writes = {}, {}
for i, packed in ipairs(redis.call('HMGET', entries, unpack(keys))) do
  if packed and load_entry(packed)[TOKEN] == token then
    add_pair(held_writes, lease_end, keys[i])
    answer[i] = HELD
  else
    answer[i] = LOST
  end
end
flush('ZADD', held, held_writes)
return table.concat(answer)
