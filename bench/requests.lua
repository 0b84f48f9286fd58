-- requests.lua - what wrk sends: the paths of a file in turn, as one signed-in worker.
--   BENCH_PATHS   file with one path a line
--   BENCH_COOKIE  the session
--   BENCH_FORM    body of a POST; %ONCE% becomes a fresh token. Empty: GET
--   BENCH_PACKED  1: takes packed answers
local paths, drawn, thread_number = {}, 0, 0
local form = os.getenv("BENCH_FORM") or ""
local headers = {Cookie = os.getenv("BENCH_COOKIE")}
if form ~= "" then headers["Content-Type"] = "application/x-www-form-urlencoded" end
if os.getenv("BENCH_PACKED") == "1" then headers["Accept-Encoding"] = "gzip" end
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
local stamp = tostring(os.time()) .. tostring(os.clock()):gsub("%.", "")

request = function()
    drawn = drawn + 1
    local path = paths[drawn % #paths + 1]
    if form == "" then return wrk.format("GET", path, headers) end
    local body = form:gsub("%%ONCE%%", stamp .. "x" .. drawn)
    return wrk.format("POST", path, headers, body)
end

local refused = 0
response = function(status)
    if status >= 400 then refused = refused + 1 end
end

-- one line of JSON, microseconds
done = function(summary, latency)
    local bad = summary.errors.connect + summary.errors.read + summary.errors.write +
                summary.errors.timeout + summary.errors.status
    io.write(string.format(
        'BENCH {"requests":%d,"microseconds":%d,"bad":%d,"bytes":%d,"mean":%.1f,"p50":%d,"p99":%d}\n',
        summary.requests, summary.duration, bad, summary.bytes, latency.mean,
        latency:percentile(50), latency:percentile(99)))
end
