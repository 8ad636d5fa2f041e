-- Puts together what an overtaken entry's next run is given: what came in during the run, and what the run was
-- given, unless it has finished that. It starts afresh.
local function prepare_next_run(entry, is_finished, policy, maxima, now)
  local next_payload = entry[NEXT_PAYLOAD]
  if next_payload and is_finished then
    entry[PAYLOAD] = next_payload
  elseif next_payload then
    entry[PAYLOAD] = combine(policy, entry[PAYLOAD], next_payload, maxima)
  end
  entry[NEXT_PAYLOAD], entry[ATTEMPTS], entry[REASON] = false, 0, false
  entry[DUE_MS] = math.max(now, entry[DUE_MS])
end
