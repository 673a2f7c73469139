-- One event a request, from a log given as the first argument; every event is new and happens now.
-- The second argument tells runs apart; the third is the pause between requests in milliseconds.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

-- Events of the log that a thread walks through; it then begins anew, with other ids.
local EVENTS_MAX = 100000
local before, after = {}, {}
local sent, stamp, pause = 0, "", 0
local path, run, id
local fields = {["Content-Type"] = "application/cloudevents+json"}

function init(args)
  path, run = args[1], args[2]
  pause = tonumber(args[3] or "0")
end

-- wrk starts one thread while it still calls `init` for the next, so the log is not read there: the
-- first thread would send, uncounted in the time, while it waits.
local function read()
  local count = 0
  for line in io.lines(path) do
    count = count + 1
    if count % 2 == number % 2 then
      local head, tail = line:match('^.-"id":"(.-"time":")[^"]*(".*)$')
      before[#before + 1] = head
      after[#after + 1] = tail
      if #before == EVENTS_MAX then return end
    end
  end
end

function request()
  if sent == 0 then read() end
  if sent % 500 == 0 then stamp = os.date("!%Y-%m-%dT%H:%M:%SZ") end
  local place = sent % #before + 1
  if place == 1 then
    id = '{"specversion":"1.0","id":"' .. run .. "-" .. number .. "-" .. sent .. "-"
  end
  sent = sent + 1
  return wrk.format(
    "POST", "/v1/decisions", fields, id .. before[place] .. stamp .. after[place])
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
