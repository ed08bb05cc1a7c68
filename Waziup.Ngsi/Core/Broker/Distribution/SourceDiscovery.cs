using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Adds what sources tell of types and attributes (5.7.5 to 5.7.10). Counts of several brokers are added up: an entity may be counted twice.</summary>
internal sealed class SourceDiscovery(Sources sources)
{
    /// <summary>Asks for one type or attribute, or for all.</summary>
    /// <param name="call">The request.</param>
    /// <param name="operation">What sources have to support.</param>
    /// <param name="request">Which sources it concerns.</param>
    /// <param name="path">The path, <c>types</c> or <c>attributes</c>.</param>
    /// <param name="name">The one that is asked for; null for all.</param>
    /// <param name="tally">Takes what they tell.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask AddAsync(
        Call call, SourceOperations operation, SourceRequest request, string path, Iri? name, Tally tally, CancellationToken cancel)
    {
        // Of types and attributes in numbers nobody can say which of them a restricted caller may know.
        if (!sources.Any(call) || !(await sources.ReadingAsync(call.Caller, call.Tenant, cancel)).IsOpen)
            return;
        var matches = sources.Find(call, request, out var looping);
        Warnings.Loops(call, looping);
        matches.RemoveAll(match => !match.Registration.Supports(operation));
        var answers = await sources.AskAsync(matches, match => AskAsync(call, match, path, name, cancel));
        for (var i = 0; i < matches.Count; i++)
        {
            if (answers[i] is not { } answer)
                continue;
            using (answer.Json)
                RemoteCounts.Add(tally, answer.Json.RootElement, answer.Terms, matches[i]);
        }
    }

    private async ValueTask<(JsonDocument Json, ActiveContext Terms)?> AskAsync(Call call, SourceMatch match, string path, Iri? name, CancellationToken cancel)
    {
        var registration = match.Registration;
        if (await sources.TermsOfAsync(call, registration, cancel) is not { } terms)
            return null;
        List<(string, string)> parameters = name is null && call.Incoming.Parameters.Any(pair => pair is { Name: "details", Value: "true" }) ? [("details", "true")] : [];
        var at = name is null ? path : $"{path}/{Uri.EscapeDataString(terms.Compact(name.Value))}";
        var reply = await sources.SendAsync(call, registration, new RemoteMessage("GET", at, parameters, terms), cancel);
        if (reply.Status == 404)
            return null;
        try
        {
            if (reply.IsSuccess)
                return (BodyJson.Document(reply.Body), terms);
            Warnings.Add(call, registration, reply);
        }
        catch (NgsiLdException)
        {
            Warnings.Add(call, registration, RemoteReply.Unusable);
        }
        return null;
    }
}
