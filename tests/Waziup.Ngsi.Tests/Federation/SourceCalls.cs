using System.Text;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Hosting;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>Asks over the wire as a broker does.</summary>
internal static class SourceCalls
{
    /// <summary>The most bytes of an answer that are taken.</summary>
    public const int MaxAnswer = 1024 * 1024;

    public static Task<RemoteReply> AskAsync(
        this SourceServer source, string method, string? body = null, KeyValuePair<string, string>[]? headers = null, TimeProvider? clock = null, CancellationToken? cancel = null) =>
        source.Address.AskAsync(method, body, headers, clock, cancel);

    public static async Task<RemoteReply> AskAsync(
        this Uri uri, string method, string? body = null, KeyValuePair<string, string>[]? headers = null, TimeProvider? clock = null, CancellationToken? cancel = null)
    {
        return await SendAsync(Of(uri, method, body, headers), clock, cancel);
    }

    public static async Task<RemoteReply> SendAsync(RemoteCall call, TimeProvider? clock = null, CancellationToken? cancel = null)
    {
        var test = TestContext.Current.CancellationToken;
        var options = new NgsiLdOptions();
        options.Egress.OnlyPublic = false;
        using var client = OutgoingClient.ForSources(options);
        // Where no clock is given, the time that a test may take is what ends it.
        return await new HttpContextSource(client, clock ?? new ManualTime(), MaxAnswer)
            .SendAsync(call, cancel ?? test).AsTask().WaitAsync(TimeSpan.FromMinutes(1), test);
    }

    /// <summary>A call that may take two seconds.</summary>
    public static RemoteCall Of(Uri uri, string method, string? body = null, KeyValuePair<string, string>[]? headers = null) => new(
        method, uri, headers ?? [], body is null ? default : Encoding.UTF8.GetBytes(body), body is null ? null : "application/json", TimeSpan.FromSeconds(2));

    public static string Text(this RemoteReply reply) => Encoding.UTF8.GetString(reply.Body.Span);
}
