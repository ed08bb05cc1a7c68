using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Brings what a broker asks of context sources to brokers of this process, or to answers that a test has made up, by the host of their address.</summary>
sealed partial class Network : IContextSource
{
    private readonly ConcurrentDictionary<string, Func<RemoteCall, Task<RemoteReply>>> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<RemoteCall> _calls = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private int _taken;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ended = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<RemoteCall> Calls => [.. _calls];

    /// <summary>What was asked of a host.</summary>
    public IReadOnlyList<RemoteCall> To(string host) => [.. _calls.Where(call => call.Uri.Host == host)];

    /// <summary>The next thing that is asked, in order.</summary>
    public async Task<RemoteCall> NextAsync()
    {
        Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken), "nothing was asked");
        return _calls.ElementAt(_taken++);
    }

    /// <summary>A broker under a host name.</summary>
    /// <param name="host">The name.</param>
    /// <param name="broker">The broker.</param>
    /// <param name="atMost">How many entities it gives at once, whatever it is asked for.</param>
    public void Add(string host, TestBroker broker, int atMost = int.MaxValue) => _hosts[host] = async call =>
    {
        var headers = call.Headers.Select(pair => $"{pair.Key}: {pair.Value}").ToArray();
        var path = Limit().Replace(
            call.Uri.PathAndQuery[NgsiLdApplicationBuilderExtensions.Root.Length..], limit => $"limit={Math.Min(atMost, int.Parse(limit.Groups[1].Value, CultureInfo.InvariantCulture))}");
        var answer = await broker.SendAsync(
            call.Method, path, call.ContentType is null ? null : Encoding.UTF8.GetString(call.Body.Span), call.ContentType ?? "", headers);
        return new RemoteReply(RemoteResult.Answered, answer.Status, Encoding.UTF8.GetBytes(answer.Body))
        {
            Links = answer["Link"] is { } links ? links.Split('\n') : [],
            Warnings = answer["NGSILD-Warning"] is { } warnings ? warnings.Split('\n') : [],
            Range = answer["Content-Range"],
        };
    };

    /// <summary>A source that always answers so.</summary>
    public void Answers(string host, int status, string body = "") =>
        _hosts[host] = _ => Task.FromResult(new RemoteReply(RemoteResult.Answered, status, Encoding.UTF8.GetBytes(body)));

    /// <summary>A source that answers as a test decides.</summary>
    public void Answers(string host, Func<RemoteCall, RemoteReply> answer) => _hosts[host] = call => Task.FromResult(answer(call));

    /// <summary>A source whose answer cannot be used.</summary>
    public void Garbles(string host) => _hosts[host] = _ => Task.FromResult(RemoteReply.Unusable);

    /// <summary>Has a source that was added before wait: it tells that it was asked, and goes on when it may.</summary>
    public void Holds(string host, TaskCompletionSource asked, Task go)
    {
        var answer = _hosts[host];
        var ended = _ended[host] = new TaskCompletionSource();
        _hosts[host] = async call =>
        {
            asked.TrySetResult();
            await go;
            var reply = await answer(call);
            ended.TrySetResult();
            return reply;
        };
    }

    /// <summary>Ends when a source that was held has answered.</summary>
    public Task Ended(string host) => _ended[host].Task;

    /// <summary>A source that does not answer, like any that was not added.</summary>
    public void Silences(string host) => _hosts.TryRemove(host, out _);

    /// <inheritdoc/>
    public async ValueTask<RemoteReply> SendAsync(RemoteCall call, CancellationToken cancel)
    {
        _calls.Enqueue(call);
        _arrived.Release();
        return _hosts.TryGetValue(call.Uri.Host, out var answer) ? await answer(call) : RemoteReply.Silent;
    }

    [GeneratedRegex("(?<=[?&])limit=([0-9]+)")]
    private static partial Regex Limit();
}
