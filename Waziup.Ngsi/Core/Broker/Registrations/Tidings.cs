using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker.Registrations;

/// <summary>What there is to tell a subscription to registrations, for one reason (5.3.2, 5.3.3).</summary>
/// <param name="Reason">newlyMatching, updated or noLongerMatching.</param>
/// <param name="Registrations">The registrations, by id.</param>
internal sealed record Tidings(string Reason, IReadOnlyList<KeyValuePair<string, ToldRegistration>> Registrations)
{
    public const string Gone = "noLongerMatching";

    /// <summary>All that is to be told: what has come, what has changed, what has gone.</summary>
    /// <param name="current">What matches now.</param>
    /// <param name="told">What it knows.</param>
    public static IEnumerable<Tidings> Of(IReadOnlyDictionary<string, MatchingRegistration> current, IReadOnlyDictionary<string, ToldRegistration> told)
    {
        Tidings[] all =
        [
            Come(current.Values.Where(one => !told.ContainsKey(one.Stored.Id))),
            new("updated", [.. Parts(current.Values.Where(one => told.TryGetValue(one.Stored.Id, out var known) && known.ModifiedAt != one.Stored.ModifiedAt))]),
            new(Gone, [.. told.Where(pair => !current.ContainsKey(pair.Key))]),
        ];
        return all.Where(tidings => tidings.Registrations.Count > 0);
    }

    /// <summary>That all of them match.</summary>
    public static Tidings Come(IEnumerable<MatchingRegistration> current) => new("newlyMatching", [.. Parts(current)]);

    /// <summary>The registrations that match a subscription, with the elements of their information that do.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="index">The registrations of its tenant.</param>
    /// <param name="shelf">The same as they are stored.</param>
    /// <param name="sees">Which of them its owner sees.</param>
    /// <param name="now">The time.</param>
    public static Dictionary<string, MatchingRegistration> Matching(
        Subscription subscription, RegistrationIndex index, RegistrationShelf shelf, Predicate<IStoredForm> sees, Instant now)
    {
        var found = new Dictionary<string, MatchingRegistration>(StringComparer.Ordinal);
        foreach (var request in Requests(subscription))
        {
            foreach (var match in index.Find(request, now))
            {
                if (shelf.Find(subscription.Tenant, match.Registration.Id) is { } stored && sees(stored))
                    found[stored.Id] = new MatchingRegistration(stored, match);
            }
        }
        return found;
    }

    private static IEnumerable<SourceRequest> Requests(Subscription subscription)
    {
        var any = new SourceRequest
        {
            Attributes = subscription.Watched is { } watched ? [.. watched] : default,
            Condition = subscription.Condition,
            NeedsInterval = true,
            Window = subscription.Window,
        };
        if (subscription.Selectors.IsEmpty)
            yield return any;
        foreach (var selector in subscription.Selectors)
        {
            var parts = selector.Filter.Conjuncts();
            yield return any with
            {
                Ids = selector.Ids,
                IdPattern = parts.OfType<Filter.IdMatches>().FirstOrDefault()?.Pattern,
                Types = selector.Types.IsDefault ? default : [.. selector.Types],
            };
        }
    }

    private static IEnumerable<KeyValuePair<string, ToldRegistration>> Parts(IEnumerable<MatchingRegistration> registrations) =>
        registrations.Select(one => KeyValuePair.Create(one.Stored.Id, one.ToTold()));

    /// <summary>Writes the notification.</summary>
    public void Write(PooledBuffer output, Subscription subscription, string id, Instant now)
    {
        output.Append("{\"id\":"u8);
        Utf8Json.AppendString(output, id);
        output.Append(",\"type\":\"ContextSourceNotification\",\"subscriptionId\":"u8);
        Utf8Json.AppendString(output, subscription.Id);
        output.Append(",\"notifiedAt\":"u8);
        now.AppendTo(output);
        output.Append(",\"triggerReason\":"u8);
        Utf8Json.AppendString(output, Reason);
        output.Append(",\"data\":["u8);
        foreach (var (_, registration) in Registrations)
        {
            // Types as a list, however few: that is how the ETSI conformance suite takes them (047_03).
            var form = WithTypeLists(registration.Form);
            var stored = new StoredRegistration(form, subscription.Owner, Instant.None, registration.ModifiedAt);
            RegistrationWriter.Write(output, stored, state: null, subscription.Terms, systemTimes: false, subscription.Shape.ContextInBody);
            output.Append((byte)',');
        }
        output.Close((byte)']');
        output.Append((byte)'}');
    }

    private static JsonObject WithTypeLists(JsonObject form)
    {
        var copy = form.DeepClone().AsObject();
        foreach (var entity in copy.Objects("information").SelectMany(information => information.Objects("entities")))
        {
            if (entity["type"] is JsonValue one)
                entity["type"] = new JsonArray(one.DeepClone());
        }
        return copy;
    }
}

/// <summary>A registration that matches a subscription.</summary>
/// <param name="Stored">The registration.</param>
/// <param name="Match">Which elements of its information do.</param>
internal readonly record struct MatchingRegistration(StoredRegistration Stored, SourceMatch Match)
{
    /// <summary>What is told of it.</summary>
    public ToldRegistration ToTold()
    {
        var part = Stored.Form.DeepClone().AsObject();
        var all = part["information"]!.AsArray();
        for (var i = all.Count - 1; i >= 0; i--)
        {
            if (!Match.Information.Contains(Match.Registration.Information[i]))
                all.RemoveAt(i);
        }
        return new ToldRegistration(Stored.ModifiedAt, part);
    }
}
