#!lua flags=allow-oom
-- Purpose: remove one entry, whatever state it is in.
-- Guarantee: a run of it that is under way settles as SUPERSEDED. A later submit opens it anew.
-- KEYS:
--   1 entries: all entries
--   2 due: due times of waiting entries
--   3 held: lease ends of held entries
--   4 dead: times of death of dead entries
--   5 claims: keys that each token holds
--   6 rests: until when a key that ran rests, in a lane with a leading run
--   7 stats: counters
-- ARGV:
--   1 key: what is coalesced on
-- Answers: the code of the state that it was in
--   0 ABSENT: there was nothing to remove
--   1 WAITING: it was waiting
--   2 HELD: a claim held it
--   3 DEAD: it was dead

-- include: entry
-- include: claims

local ABSENT, WAITING, HELD, DEAD = 0, 1, 2, 3

local entries, due, held, dead, claims, rests, stats =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local key = ARGV[1]

redis.call('ZREM', rests, key)
local packed = redis.call('HGET', entries, key)
if not packed then
  return ABSENT
end
local entry = load_entry(packed)
redis.call('HDEL', entries, key)
if entry[DIED_MS] > 0 then
  redis.call('ZREM', dead, key)
  redis.call('HINCRBY', stats, 'forgotten_dead', 1)
  return DEAD
end
redis.call('HINCRBY', stats, 'forgotten', 1)
if entry[TOKEN] == '' then
  redis.call('ZREM', due, key)
  return WAITING
end
redis.call('ZREM', held, key)
leave_claim(claims, entry[TOKEN], { key })
return HELD
