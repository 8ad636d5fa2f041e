-- What two payloads of one key become. A lane that merges has payloads that are JSON objects with one member a line,
-- a tab before each value; one that appends has JSON lists, none of them empty, as payloads.py writes them. So values
-- are moved as text and never read as numbers, which Lua would round.
local MAX_PAYLOAD_BYTES = 65536

local function larger(one, other)
  if #one ~= #other then
    return #one > #other and one or other
  end
  return one > other and one or other
end

-- Truth sticks, the larger of two `maxima` stays, and of anything else the later value.
local function merged_value(name, earlier, later, maxima)
  if earlier == 'true' and later == 'false' then
    return earlier
  end
  if string.find(maxima, '\n' .. name .. '\n', 1, true) then
    return larger(earlier, later)
  end
  return later
end

local function merge(earlier, later, maxima)
  local names, values = {}, {}
  for _, payload in ipairs({ earlier, later }) do
    for name, value in string.gmatch(payload, '\n([^\t\n]*):\t([^\n]*)') do
      value = string.gsub(value, ',$', '')
      if values[name] then
        value = merged_value(name, values[name], value, maxima)
      else
        names[#names + 1] = name
      end
      values[name] = value
    end
  end
  for i, name in ipairs(names) do
    names[i] = '\n' .. name .. ':\t' .. values[name]
  end
  return '{' .. table.concat(names, ',') .. '\n}'
end

local function combine(policy, earlier, later, maxima)
  if policy == 'first' then
    return earlier
  end
  if policy == 'latest' or earlier == '' then
    return later
  end
  if later == '' then
    return earlier
  end
  if policy == 'append' then
    return string.sub(earlier, 1, -2) .. ',' .. string.sub(later, 2)
  end
  return merge(earlier, later, maxima)
end
