-- Gathers the counts of one call, so that each counter is written once.
local counts = {}

local function count(counter, by)
  if by > 0 then
    counts[counter] = (counts[counter] or 0) + by
  end
end

local function flush_counts(stats)
  for counter, by in pairs(counts) do
    redis.call('HINCRBY', stats, counter, by)
  end
end

-- Histogram bucket of a time span: bucket i ends at 2^(i/4) ms, so neighbours differ by 19 %.
-- Bucket 0 ends at 1 ms; the last one, 124, ends at 24 days and takes all that is longer.
local function bucket(ms)
  if ms <= 1 then
    return 0
  end
  return math.min(124, math.ceil(4 * math.log(ms) / math.log(2) - 1e-9))
end

local function count_span(name, ms)
  count(name .. ':' .. bucket(ms), 1)
  count(name .. '_sum_ms', ms)
end
