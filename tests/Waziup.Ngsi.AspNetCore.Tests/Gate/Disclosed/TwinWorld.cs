using System.Text.RegularExpressions;
using Waziup.Ngsi.AspNetCore.Tests.Feeds;
using Waziup.Ngsi.AspNetCore.Tests.Snapshots;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>One of two brokers that look the same to whom the policy restricts, and what he has been told by it.</summary>
sealed partial class TwinWorld : IAsyncDisposable
{
    private const string Mark = "/entities/urn:ngsi-ld:Mark:1";
    private readonly Func<string, string> _rename;
    private readonly TestBroker _broker;
    private readonly Transcript _transcript;
    private readonly Dictionary<string, int> _told = [];
    private readonly List<(string Subscription, int Number, Notified Notified)> _notified = [];
    private readonly List<string> _aliases = [];
    private readonly List<string> _fed = [];
    private string _map = "urn:ngsi-ld:EntityMap:none";
    private string _snapshot = "urn:ngsi-ld:Snapshot:none";
    private FeedReader? _feed;
    private int _marks;

    private TwinWorld(TestBroker broker, Func<string, string>? rename)
    {
        (_broker, _rename) = (broker, rename ?? (name => name));
        _transcript = new Transcript(masksAliases: rename is not null);
    }

    /// <param name="rename">What persons and plots are called in this one, where they are called otherwise than in the other.</param>
    public static async Task<TwinWorld> StartAsync(Func<string, string>? rename = null)
    {
        // So few that answers about the past are cut.
        var broker = await Farm.StartAsync(options: options => options.TemporalLimit = 12);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Mark:1","type":"Mark","tick":0}""", LossyPolicy.Root);
        return new TwinWorld(broker, rename);
    }

    public string Renamed(string name) => _rename(name);

    public DateTimeOffset Now => _broker.Clock.GetUtcNow();

    public void Advance(TimeSpan by) => _broker.Clock.Advance(by);

    /// <summary>Writes as root; what is not there may be missing, nothing else may fail.</summary>
    public async Task RootAsync(string method, string path, string? body)
    {
        var answer = await _broker.SendAsync(method, path, body, headers: LossyPolicy.Root);
        Assert.True(answer.Status is < 300 or 404, $"{method} {path} {body}: {answer.Status} {answer.Body}");
    }

    /// <summary>Sends a probe as somebody who is not root, with what he was told before in the place of names in braces.</summary>
    public async Task AskAsync(Probe probe)
    {
        var (path, body) = (Filled(probe.Path), probe.Body is null ? null : Filled(probe.Body));
        var answer = await _broker.SendAsync(probe.Method, path, body, headers: [.. probe.Headers.Select(Filled)]);
        Assert.True(answer.Status < 500, $"{probe}: {answer.Status} {answer.Body}");
        _transcript.Add($"{probe.Method} {path} {body} {string.Join(' ', probe.Headers)}", answer);
        foreach (Match alias in Alias().Matches(answer.Body))
        {
            if (!_aliases.Contains(alias.Value))
                _aliases.Add(alias.Value);
        }
        if (Map().Match(answer.Everything) is { Success: true } map)
            _map = map.Value;
    }

    /// <summary>Subscribes; a mark, which is told last after each step, says when all was told.</summary>
    public async Task SubscribeAsync(string id, string q, string members, string notification)
    {
        var condition = q.Length == 0 ? "" : $"\"q\":\"({Filled(q).Replace("\"", "\\\"", StringComparison.Ordinal)})|tick\",";
        var body = $$"""
            {"id":"urn:ngsi-ld:Subscription:{{id}}","type":"Subscription",{{condition}}{{members}},"notification":{ {{notification}}"endpoint":{"uri":"http://receiver.example/{{id}}"} } }
            """;
        var answer = await _broker.PostAsync("/subscriptions", body);
        _transcript.Add(body, answer);
        if (answer.Status == 201)
            _told["urn:ngsi-ld:Subscription:" + id] = 0;
    }

    /// <summary>Opens a live feed, or another one.</summary>
    public async Task FollowAsync(string query)
    {
        _feed?.Dispose();
        (_feed, var refusal) = await FeedReader.TryOpenAsync(_broker, Filled(query));
        if (_feed is not null)
            await _feed.NextAsync();
        _fed.Add($"opened {query} {refusal}");
    }

    /// <summary>Makes a snapshot, and waits until it is filled.</summary>
    public async Task FreezeAsync(string body)
    {
        var answer = await _broker.PostAsync("/snapshots", Filled(body));
        _transcript.Add(body, answer);
        if (answer.Status != 201)
            return;
        var filled = await _broker.FilledAsync(answer);
        _snapshot = (string)filled["id"]!;
        await AskAsync(new Probe("GET ", filled.Path()));
    }

    /// <summary>Waits until every subscription and the feed have told all.</summary>
    public async Task DrainAsync()
    {
        if (_told.Count == 0 && _feed is null)
            return;
        await RootAsync("PATCH", Mark + "/attrs", $$$"""{"tick":{"type":"Property","value":{{{++_marks}}}}}""");
        var missing = new HashSet<string>(_told.Keys);
        while (missing.Count > 0)
        {
            var notified = await _broker.Notifier.NextAsync();
            var id = (string)notified.Body["subscriptionId"]!;
            _notified.Add((id, ++_told[id], notified));
            if (notified.Body.ToJsonString().Contains("urn:ngsi-ld:Mark:1", StringComparison.Ordinal))
                missing.Remove(id);
        }
        Assert.Empty(_broker.Notifier.Waiting);
        for (var isMark = _feed is null; !isMark;)
        {
            var (name, data) = await _feed!.NextAsync();
            isMark = data.Contains("urn:ngsi-ld:Mark:1", StringComparison.Ordinal);
            if (name.Length > 0)
                _fed.Add($"{name} {data}");
        }
    }

    /// <summary>Everything that left, what was told at the end.</summary>
    public Transcript End()
    {
        foreach (var (subscription, number, notified) in _notified.OrderBy(item => item.Subscription, StringComparer.Ordinal).ThenBy(item => item.Number))
            _transcript.Add(subscription, number, notified);
        _fed.ForEach(_transcript.Add);
        return _transcript;
    }

    public ValueTask DisposeAsync()
    {
        _feed?.Dispose();
        return _broker.DisposeAsync();
    }

    private string Filled(string text) => Place().Replace(text.Replace("{map}", _map, StringComparison.Ordinal).Replace("{snapshot}", _snapshot, StringComparison.Ordinal),
        found => _aliases.Count == 0 ? "urn:ngsi-ld:Alias:0.none" : _aliases[int.Parse(found.Groups[1].ValueSpan, null) % _aliases.Count]);

    [GeneratedRegex(@"\{alias([0-9]+)\}")]
    private static partial Regex Place();

    [GeneratedRegex("urn:ngsi-ld:Alias:[0-9]+\\.[A-Za-z0-9_-]+")]
    private static partial Regex Alias();

    [GeneratedRegex("urn:ngsi-ld:EntityMap:[0-9a-f]{32}")]
    private static partial Regex Map();
}
