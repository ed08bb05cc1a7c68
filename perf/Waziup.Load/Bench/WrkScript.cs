namespace Waziup.Load.Bench;

/// <summary>Writes the Lua scripts that make wrk's requests. Whole requests are written as text: wrk.format costs more than the concatenation.</summary>
internal static class WrkScript
{
    /// <summary>The entities in a batch.</summary>
    public const int BatchSize = 100;

    /// <summary>The word before the figures in wrk's output.</summary>
    public const string Mark = "RESULT";

    public static string Create(ScriptSettings settings) => Common(settings) + $$"""

        function request()
          n = n + 1
          return post("/ngsi-ld/v1/entities", entity(new_key(n), n % 9 + 1, stamp(n)))
        end
        """;

    public static string Retrieve(ScriptSettings settings) => Common(settings) + $$"""

        function request()
          return string.format("GET /ngsi-ld/v1/entities/%s%08d HTTP/1.1\r\n{{settings.Headers}}\r\n", "{{Sample.IdPrefix}}{{Sample.LoadedPrefix}}", math.random(0, {{Sample.Count - 1}}))
        end
        """;

    /// <param name="settings">Where and when.</param>
    /// <param name="entities">The number of entities over which the requests are spread; the first ones of the loaded store.</param>
    public static string Patch(ScriptSettings settings, int entities) => Common(settings) + $$"""

        function request()
          n = n + 1
          local body = string.format('{"temperature":{"type":"Property","value":%d.%d,"unitCode":"CEL","observedAt":"%s"} }', n % 50, n % 9 + 1, stamp(n))
          return string.format("PATCH /ngsi-ld/v1/entities/%s%08d/attrs HTTP/1.1\r\n{{settings.Headers}}Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
            "{{Sample.IdPrefix}}{{Sample.LoadedPrefix}}", math.random(0, {{entities - 1}}), #body, body)
        end
        """;

    public static string Upsert(ScriptSettings settings) => Common(settings) + $$"""

        local items = {}

        function request()
          for i = 1, {{BatchSize}}, 2 do
            n = n + 1
            items[i] = entity(new_key(n), n % 9 + 1, stamp(n))
            items[i + 1] = entity(string.format("{{Sample.LoadedPrefix}}%08d", math.random(0, {{Sample.Count - 1}})), n % 9 + 1, stamp(n))
          end
          return post("/ngsi-ld/v1/entityOperations/upsert", "[" .. table.concat(items, ",") .. "]")
        end

        -- 207 would be a success to wrk, but is a batch of which something was refused.
        function response(status)
          if status ~= 201 and status ~= 204 then refused = refused + 1 end
        end
        """;

    /// <summary>What all scripts have in common: ids, times, entities, and the figures at the end.</summary>
    public static string Common(ScriptSettings settings) => $$"""
        local all = {}
        local base = {{(settings.Phase == 'm' ? "1709251200" : "1706745600")}}
        local second, text = -1, ""
        n = 0
        refused = 0

        function setup(thread)
          thread:set("tid", #all)
          table.insert(all, thread)
        end

        function init(args)
          math.randomseed({{settings.Seed}} + tid)
        end

        -- No key is made twice: the phase, the thread, a counter.
        function new_key(n)
          return string.format("{{settings.Phase}}%d%08d", tid, n)
        end

        -- Every request has a time of its own, so that none repeats what another one wrote: a millisecond each, two threads in turn.
        function stamp(n)
          local ms = n * 2 + tid
          local s = math.floor(ms / 1000)
          if s ~= second then
            second = s
            text = os.date("!%Y-%m-%dT%H:%M:%S.", base + s)
          end
          return string.format("%s%03dZ", text, ms % 1000)
        end

        function entity(key, digit, time)
          return {{Sample.Lua()}}
        end

        function post(path, body)
          return "POST " .. path .. " HTTP/1.1\r\n{{settings.Headers}}Content-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
        end

        function done(summary, latency)
          local e = summary.errors
          local refusals = 0
          for _, thread in ipairs(all) do refusals = refusals + thread:get("refused") end
          print(string.format("{{Mark}} %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
            e.connect + e.read + e.write + e.status + e.timeout + refusals, summary.bytes))
        end

        """;
}
