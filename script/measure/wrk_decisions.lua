-- One event a request, from a log given as the first argument; every event is new and happens now.
-- The second argument tells runs apart; the third is the pause between requests in milliseconds.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local before, after = {}, {}
local sent, stamp, pause = 0, "", 0
local fields = {["Content-Type"] = "application/cloudevents+json"}

function init(args)
  local path, run = args[1], args[2]
  pause = tonumber(args[3] or "0")
  local id = '"id":"' .. run .. "-" .. number .. "-"
  local count = 0
  for line in io.lines(path) do
    count = count + 1
    if count % 2 == number % 2 then
      local head, tail = line:match('^(.-"time":")[^"]*(".*)$')
      before[#before + 1] = head:gsub('"id":"', id, 1)
      after[#after + 1] = tail
    end
  end
end

function request()
  if sent % 500 == 0 then stamp = os.date("!%Y-%m-%dT%H:%M:%SZ") end
  local place = sent % #before + 1
  local round = sent - sent % #before
  sent = sent + 1
  local head = before[place]
  -- A log walked through again gets new ids.
  if round > 0 then head = head:gsub('"id":"', '"id":"' .. round .. "-", 1) end
  return wrk.format("POST", "/v1/decisions", fields, head .. stamp .. after[place])
end

if tonumber(os.getenv("ASSAY_PAUSE") or "0") > 0 then
  function delay() return pause end
end

function done(summary, latency, requests)
  local refused = summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    '\nFIGURES {"requests":%d,"seconds":%f,"failed":%d,"p50":%f,"p99":%f,"p999":%f,"max":%f}\n',
    summary.requests, summary.duration / 1e6, refused, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3, latency.max / 1e3))
end
