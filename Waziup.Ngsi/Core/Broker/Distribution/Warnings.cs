using System.Text;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Tells a client which sources have not answered as they should (6.3.17).</summary>
internal static class Warnings
{
    public const int Unusable = 111;
    public const int Silent = 199;
    public const int Failed = 299;

    /// <param name="call">The request.</param>
    /// <param name="registration">The source.</param>
    /// <param name="code">What kind of trouble it is.</param>
    /// <param name="text">The trouble.</param>
    public static void Add(Call call, Registration registration, int code, string text) =>
        call.Incoming.Warn(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{code} {Agent(registration.Id)} \"{text}\""));

    public static void Loops(Call call, List<SourceMatch> looping)
    {
        foreach (var match in looping)
            Add(call, match.Registration, Silent, "the request has come through this source already");
    }

    /// <summary>The entities of an answer; null, and a warning, where there is no good one. A source that does not have it is none.</summary>
    public static async ValueTask<ToldEntities?> EntitiesAsync(
        Call call, Registration registration, RemoteReply reply, RemoteEntities reader, ActiveContext terms, CancellationToken cancel)
    {
        if (reply.IsSuccess && await reader.ReadAsync(reply, terms, cancel) is { } entities)
            return entities;
        if (reply.Status != 404)
            Add(call, registration, reply);
        return null;
    }

    /// <summary>Warns of an answer that is not good.</summary>
    public static void Add(Call call, Registration registration, RemoteReply reply)
    {
        switch (reply.Result)
        {
            case RemoteResult.Silent:
                Add(call, registration, Silent, "no answer in time");
                break;
            case RemoteResult.Answered when !reply.IsSuccess:
                Add(call, registration, Failed, $"the source answered with status {reply.Status}");
                break;
            default:
                Add(call, registration, Unusable, "the answer cannot be used");
                break;
        }
    }

    // A header holds visible ASCII only.
    private static string Agent(string id)
    {
        var agent = new StringBuilder(id.Length);
        foreach (var letter in id)
            agent.Append(letter is > ' ' and < (char)127 and not ',' and not '"' ? letter : '_');
        return agent.ToString();
    }
}
