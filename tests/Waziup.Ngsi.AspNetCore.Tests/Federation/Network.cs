using System.Collections.Concurrent;
using System.Text;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Brings what a broker asks of context sources to brokers of this process, or to answers that a test has made up, by the host of their address.</summary>
sealed class Network : IContextSource
{
    private readonly ConcurrentDictionary<string, Func<RemoteCall, Task<RemoteReply>>> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<RemoteCall> _calls = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private int _taken;

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
    public void Add(string host, TestBroker broker) => _hosts[host] = async call =>
    {
        var headers = call.Headers.Select(pair => $"{pair.Key}: {pair.Value}").ToArray();
        var path = call.Uri.PathAndQuery[NgsiLdApplicationBuilderExtensions.Root.Length..];
        var answer = await broker.SendAsync(
            call.Method, path, call.ContentType is null ? null : Encoding.UTF8.GetString(call.Body.Span), call.ContentType ?? "", headers);
        return new RemoteReply(RemoteResult.Answered, answer.Status, Encoding.UTF8.GetBytes(answer.Body))
        {
            Links = answer["Link"] is { } links ? links.Split('\n') : [],
            Warnings = answer["NGSILD-Warning"] is { } warnings ? warnings.Split('\n') : [],
        };
    };

    /// <summary>A source that always answers so.</summary>
    public void Answers(string host, int status, string body = "") =>
        _hosts[host] = _ => Task.FromResult(new RemoteReply(RemoteResult.Answered, status, Encoding.UTF8.GetBytes(body)));

    /// <summary>A source that answers as a test decides.</summary>
    public void Answers(string host, Func<RemoteCall, RemoteReply> answer) => _hosts[host] = call => Task.FromResult(answer(call));

    /// <summary>A source whose answer cannot be used.</summary>
    public void Garbles(string host) => _hosts[host] = _ => Task.FromResult(RemoteReply.Unusable);

    /// <summary>A source that does not answer, like any that was not added.</summary>
    public void Silences(string host) => _hosts.TryRemove(host, out _);

    /// <inheritdoc/>
    public async ValueTask<RemoteReply> SendAsync(RemoteCall call, CancellationToken cancel)
    {
        _calls.Enqueue(call);
        _arrived.Release();
        return _hosts.TryGetValue(call.Uri.Host, out var answer) ? await answer(call) : RemoteReply.Silent;
    }
}
