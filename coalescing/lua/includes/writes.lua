-- Gathers what a batch does to one key, so that it is one command whatever the size of the batch.
local function add_pair(arguments, first, second)
  arguments[#arguments + 1] = first
  arguments[#arguments + 1] = second
end

local function flush(command, key, arguments)
  if #arguments > 0 then
    redis.call(command, key, unpack(arguments))
  end
end
