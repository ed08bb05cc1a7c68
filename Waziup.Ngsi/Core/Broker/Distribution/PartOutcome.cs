using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>How a part of a write ended.</summary>
/// <param name="RegistrationId">The source; null for what was done here.</param>
/// <param name="Names">The attributes that it was about; empty where it was about none in particular.</param>
/// <param name="Error">Why it failed; null where it has not.</param>
internal sealed record PartOutcome(string? RegistrationId, ImmutableArray<string> Names, NgsiLdError? Error)
{
    /// <summary>Attributes that the source has left as they were.</summary>
    public ImmutableArray<RefusedAttribute> NotUpdated { get; init; } = [];

    /// <summary>Whether the entity came into being.</summary>
    public bool Creates { get; init; }

    public bool IsGood => Error is null && NotUpdated.IsEmpty;

    /// <summary>What the answer of a source comes to.</summary>
    public static PartOutcome Of(WritePart part, RemoteReply reply, ActiveContext terms)
    {
        var outcome = new PartOutcome(part.Registration.Id, [.. (part.Names ?? []).Select(name => name.Value)], null);
        return reply switch
        {
            { Result: RemoteResult.Silent } => outcome with { Error = NgsiLdErrors.SourceSilent($"{part.Registration.Id} has not answered in time") },
            { Result: RemoteResult.Unusable } => outcome with { Error = NgsiLdErrors.SourceFailed($"the answer of {part.Registration.Id} cannot be used") },
            { Status: 207 } => outcome.InPart(reply.Body, terms),
            { Status: >= 200 and < 300 } => outcome,
            { Status: 404 } => outcome with { Error = NgsiLdErrors.NotFound($"such entity or attribute at {part.Registration.Id}") },
            { Status: 508 } => outcome with { Error = NgsiLdErrors.LoopDetected($"{part.Registration.Id} leads back to itself") },
            _ => outcome with { Error = NgsiLdErrors.SourceFailed($"{part.Registration.Id} has answered with status {reply.Status}") with { Status = reply.Status } },
        };
    }

    /// <summary>Without asking: the source does not do such things, or the request came from there.</summary>
    public static PartOutcome Unasked(WritePart part) => new(
        part.Registration.Id, [.. (part.Names ?? []).Select(name => name.Value)],
        part.IsLooping
            ? NgsiLdErrors.LoopDetected($"the request has come through {part.Registration.Id} already")
            : NgsiLdErrors.Conflict($"{part.Registration.Id} has it, and does not support the operation"));

    /// <summary>Without asking: the owner of the registration may see nothing of it. A source that only has it too is left out.</summary>
    public static PartOutcome? Untold(WritePart part) => !part.Registration.IsProxy ? null : new(
        part.Registration.Id, [.. (part.Names ?? []).Select(name => name.Value)],
        NgsiLdErrors.Forbidden($"{part.Registration.Id} has it, and may not be told"));

    /// <summary>The status with which a request ends of which nothing but this part was to be done (6.3.17).</summary>
    public NgsiLdError AsOnly() => Error! with
    {
        Status = Error.Status is 404 or 504 or 508 || Error.Type == NgsiLdErrors.Conflict("").Type || RegistrationId is null ? Error.Status : 502,
    };

    private PartOutcome InPart(ReadOnlyMemory<byte> body, ActiveContext terms)
    {
        try
        {
            using var json = BodyJson.Document(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("notUpdated", out var refused) && refused.ValueKind == JsonValueKind.Array)
            {
                var known = Names;
                var names = refused.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object)
                    .Select(one => (Name: Text(one, "attributeName"), Reason: Text(one, "reason") ?? "")).Where(one => one.Name is not null)
                    .Select(one => new RefusedAttribute(terms.Expand(one.Name!), one.Reason)).Where(one => known.Contains(one.Name));
                return this with { NotUpdated = [.. names] } is { NotUpdated.IsEmpty: false } some ? some : Vague();
            }
        }
        catch (Exception broken) when (broken is NgsiLdException or JsonLdException)
        {
            // It does not say which part.
        }
        return Vague();
    }

    private PartOutcome Vague() => this with { Error = NgsiLdErrors.SourceFailed($"{RegistrationId} has done it in part only") with { Status = 207 } };

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
