using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Lets owners know who has seen what is theirs, when and why, where a policy wants that: by an ordinary entity, which belongs to them too.</summary>
/// <remarks>
/// One for each thing that somebody sees on a day, durable before he sees it; another reason is another state of it. What nobody owns is in the audit alone. Nobody can
/// know its id before, so that nobody can be in its place; so there is another one when the process was started anew.
/// </remarks>
/// <param name="storage">Where they are written.</param>
/// <param name="terms">The @context of their names.</param>
internal sealed class AccessNotices(IStorage storage, ActiveContext terms)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    private static readonly Iri Reason = new(CoreContexts.Vocabulary + "accessReason");

    /// <param name="call">Who sees it.</param>
    /// <param name="grant">Under which rules.</param>
    /// <param name="seen">What he sees, as it is stored.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">A notice could not be written: then nothing must be shown.</exception>
    public async ValueTask WriteAsync(Call call, Grant grant, IEnumerable<Entity> seen, CancellationToken cancel)
    {
        if (!grant.Notifies)
            return;
        var intents = new List<Intent>();
        foreach (var entity in seen.DistinctBy(entity => entity.Id))
        {
            foreach (var rule in grant.Rules.Where(rule => rule.Notify is not null && Evaluator.Matches(rule.When, entity, call.Now)))
            {
                if (Notice(call, entity, rule) is { } notice)
                    intents.Add(new Intent(notice.Id, current => Apply(current, notice, call.Now)));
            }
        }
        // Past what the tenant may hold: else nobody is told of anything where he is full.
        await Commits.AllAsync(storage.Entities.CommitAsync, call.Tenant.Origin, intents, cancel);
    }

    private static Change Apply(Entity? current, Entity notice, Instant now)
    {
        if (current is not { IsDeleted: false })
            return Patch.Apply(current, new Mutation(MutationKind.Create, notice.Id, notice), now);
        var isKnown = ValueTexts.Of(current, Reason, now) is [var known] && ValueTexts.Of(notice, Reason, now) is [var given] && known.AsSpan().SequenceEqual(given);
        return isKnown ? new Change { Outcome = Outcome.Unchanged } : Patch.Apply(current, new Mutation(MutationKind.UpsertUpdate, notice.Id, notice), now);
    }

    private Entity? Notice(Call call, Entity entity, AttributeRule rule)
    {
        List<string> owners = [.. ValueTexts.Of(entity, rule.Notify!, call.Now).Select(Encoding.UTF8.GetString).Where(owner => EntityId.TryParse(owner, out _)).Distinct(StringComparer.Ordinal)];
        if (owners.Count == 0)
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", IdOf(call, entity.Id, rule));
            json.WriteString("type", CoreContexts.Vocabulary + "AccessNotice");
            Relationship(json, rule.Notify!.Value, owners, Instant.None);
            Relationship(json, CoreContexts.Vocabulary + "accessed", [entity.Id.Value], call.Now);
            Property(json, "accessedBy", call.Caller.Subject ?? call.Caller.Key);
            Property(json, "purpose", call.Caller.Purpose);
            Property(json, "accessReason", call.Caller.Reason);
            Property(json, "policy", rule.Source);
            json.WriteEndObject();
        }
        return EntityReader.Read(buffer.WrittenSpan, terms, new ReadRules());
    }

    private string IdOf(Call call, EntityId entity, AttributeRule rule)
    {
        var day = call.Now.ToDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string[] parts = [call.Tenant.Origin.Value, rule.Source ?? "", call.Caller.Subject ?? "", call.Caller.Key ?? "", call.Caller.Purpose ?? "", day, entity.Value];
        return "urn:ngsi-ld:AccessNotice:" + Convert.ToHexStringLower(HMACSHA256.HashData(_key, Parts.Join(parts))[..16]);
    }

    private static void Relationship(Utf8JsonWriter json, string name, List<string> objects, Instant observedAt)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "Relationship");
        if (objects is [var only])
        {
            json.WriteString("object", only);
        }
        else
        {
            json.WriteStartArray("object");
            objects.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }
        if (!observedAt.IsNone)
            json.WriteString("observedAt", observedAt.ToString());
        json.WriteEndObject();
    }

    private static void Property(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
            return;
        json.WriteStartObject(CoreContexts.Vocabulary + name);
        json.WriteString("type", "Property");
        json.WriteString("value", value);
        json.WriteEndObject();
    }
}
