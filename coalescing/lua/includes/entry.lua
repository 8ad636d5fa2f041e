-- An entry is packed as the msgpack values of these places, one after the other (that is cheaper than an array).
-- Entries outlive a deployment: add only at the end. None may be nil: it would end the entry.
--   GENERATION          submits so far
--   CLAIMED_GENERATION  what GENERATION was when it was claimed last
--   ATTEMPTS            failed runs that are held against it
--   CRASHES             leases in a row that ended without a settle
--   FIRST_MS            first submit since it opened, or since the claim that it overtook
--   DUE_MS              from when on it may be claimed; of an overtaken one, from when on it may be claimed again
--   CLAIMED_MS          when it was claimed last, 0 for never
--   TOKEN               of the claim that holds it, '' while it waits
--   RECENT              the latest submits: 8 bytes of submit id and one digit of outcome, each
--   REASON              why the last run failed, false while nothing failed
--   PAYLOAD             opaque bytes: what waits, or what the run was given
--   DIED_MS             when it died, 0 for a living entry
--   REVISION            highest revision that a submit came with, 0 for none
--   NEXT_PAYLOAD        what came in during the run, false for nothing
local GENERATION, CLAIMED_GENERATION, ATTEMPTS, CRASHES = 1, 2, 3, 4
local FIRST_MS, DUE_MS, CLAIMED_MS, TOKEN, RECENT, REASON, PAYLOAD, DIED_MS = 5, 6, 7, 8, 9, 10, 11, 12
local REVISION, NEXT_PAYLOAD = 13, 14

local function load_entry(packed)
  local entry = { cmsgpack.unpack(packed) }
  entry[REVISION], entry[NEXT_PAYLOAD] = entry[REVISION] or 0, entry[NEXT_PAYLOAD] or false
  return entry
end

local function pack_entry(entry)
  return cmsgpack.pack(unpack(entry))
end
