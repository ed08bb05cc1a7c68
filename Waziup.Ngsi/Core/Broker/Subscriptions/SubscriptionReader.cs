using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Subscriptions;

/// <summary>Makes of the stored form of a subscription what is matched and delivered, and checks that its members go together (5.2.12).</summary>
internal static class SubscriptionReader
{
    /// <param name="tenant">Whose it is.</param>
    /// <param name="stored">The subscription.</param>
    /// <param name="qTerms">The @context of q.</param>
    /// <param name="terms">The @context of its notifications.</param>
    /// <exception cref="NgsiLdException">BadRequestData for what is malformed or contradicts itself.</exception>
    public static Subscription Read(TenantId tenant, StoredSubscription stored, ActiveContext qTerms, ActiveContext terms)
    {
        var form = stored.Form;
        if (form["notification"] is not JsonObject notification)
            throw NgsiLdErrors.Bad("a subscription has the member notification");
        var isLocal = form["localOnly"]?.GetValue<bool>() == true;
        CheckTogether(form, isLocal);
        var join = QueryPlan.JoinOf(new QueryRequest { Join = notification.Text("join"), JoinLevel = notification["joinLevel"]?.GetValue<int>() });
        var format = EntityFormats.Named(notification.Text("format") ?? "normalized") ?? EntityFormat.Normalized;
        var showsChanges = notification["showChanges"]?.GetValue<bool>() == true;
        if (showsChanges && format == EntityFormat.Simplified)
            throw NgsiLdErrors.Bad("showChanges does not go together with simplified (keyValues)");
        var condition = SubscriptionConditions.Of(form, qTerms, ofRegistrations: stored.Kind == DocumentKind.RegistrationSubscription);
        var endpoint = EndpointOf(notification["endpoint"] as JsonObject ?? throw NgsiLdErrors.Bad("notification has the member endpoint"));
        return new Subscription
        {
            Tenant = tenant,
            Id = stored.Id,
            Owner = stored.Owner,
            Since = stored.Since,
            Selectors = [.. (form["entities"]?.AsArray() ?? []).Select(node => SelectorOf(node!.AsObject(), terms, form))],
            Watched = form["watchedAttributes"]?.AsArray().Select(node => new Iri(node!.GetValue<string>())).ToFrozenSet(),
            Triggers = TriggersOf(form["notificationTrigger"]?.AsArray()),
            Condition = condition,
            AsksOthers = LinkedConditions.AreIn(condition),
            IsActive = form["isActive"]?.GetValue<bool>() != false,
            ExpiresAt = form.Time("expiresAt"),
            Throttling = form.Seconds("throttling"),
            TimeInterval = form.Seconds("timeInterval"),
            Projection = ProjectionOf(form, notification, join.Level, terms),
            Join = join,
            Shape = ShapeOf(form, notification, endpoint, format, join),
            ShowsChanges = showsChanges,
            Endpoint = endpoint,
            Terms = terms,
            ContextUrl = stored.ContextUrl,
            ModifiedAt = stored.ModifiedAt,
            Window = form["temporalQ"] is JsonObject temporal ? TemporalPlan.WindowOf(TextOf(temporal), newestFirst: false) : null,
        };
    }

    private static void CheckTogether(JsonObject form, bool isLocal)
    {
        var isPeriodic = form.ContainsKey("timeInterval");
        if (isPeriodic && (form.ContainsKey("watchedAttributes") || form.ContainsKey("throttling")))
            throw NgsiLdErrors.Bad("timeInterval does not go together with watchedAttributes or throttling");
        if (!isLocal && !form.ContainsKey("entities") && (isPeriodic || !form.ContainsKey("watchedAttributes")))
            throw NgsiLdErrors.Bad("a subscription names entities or watchedAttributes, with timeInterval entities, unless it has localOnly: true");
    }

    private static EntitySelector SelectorOf(JsonObject selector, ActiveContext terms, JsonObject form)
    {
        var type = selector.Text("type")!;
        if (type == "*" && form["localOnly"]?.GetValue<bool>() == false)
            throw NgsiLdErrors.Bad("type * means local entities, so localOnly cannot be false");
        var ids = selector["id"] switch
        {
            JsonArray many => many.Select(node => node!.GetValue<string>()).ToList(),
            JsonValue one => [one.GetValue<string>()],
            _ => null,
        };
        return new EntitySelector(QueryPlan.FilterOf(new SelectorText(type, ids, selector.Text("idPattern")), terms));
    }

    /// <summary>What is wanted of each entity; unlike those of a query, attributes do not decide which entities (5.2.14.1).</summary>
    private static Projection ProjectionOf(JsonObject form, JsonObject notification, int linkDepth, ActiveContext terms)
    {
        var projection = ProjectionParser.Parse(
            notification.Joined("pick"), notification.Joined("omit"), notification.Joined("attributes"), form.Joined("datasetId"), linkDepth, terms);
        return projection.Attrs is { } attributes ? projection with { Attrs = null, Pick = attributes with { Members = EntityMembers.All } } : projection;
    }

    private static Triggers TriggersOf(JsonArray? names) => names is null ? Triggers.Default : names.Aggregate(
        Triggers.None, (triggers, name) => triggers | Enum.Parse<Triggers>(name!.GetValue<string>(), ignoreCase: true));

    private static TemporalText TextOf(JsonObject temporal) => new()
    {
        Timerel = temporal.Text("timerel"),
        TimeAt = temporal.Text("timeAt"),
        EndTimeAt = temporal.Text("endTimeAt"),
        Timeproperty = temporal.Text("timeproperty"),
    };

    private static Shape ShapeOf(JsonObject form, JsonObject notification, NotificationEndpoint endpoint, EntityFormat format, JoinPlan join)
    {
        var isGeo = endpoint.Accept == "application/geo+json";
        var contextInLink = endpoint.ReceiverInfo.Any(pair =>
            pair.Key.Equals("Prefer", StringComparison.OrdinalIgnoreCase) && pair.Value.Replace("\"", "", StringComparison.Ordinal) == "body=json");
        return new Shape
        {
            Format = format,
            SystemTimes = notification["sysAttrs"]?.GetValue<bool>() == true,
            Geometry = isGeo ? Model.Core.Location : null,
            Languages = form.Text("lang") is { } lang ? LanguageRanges.Of(lang) : null,
            Joins = join.Kind == JoinKind.Inline,
            ContextInBody = endpoint.Accept == "application/ld+json" || (isGeo && !contextInLink),
            Version = form.Text("ngsildConformance") is { } version
                ? Math.Min(int.Parse(version.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture), Shape.NewestVersion) : Shape.NewestVersion,
        };
    }

    private static NotificationEndpoint EndpointOf(JsonObject endpoint)
    {
        if (endpoint.Text("uri") is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
            throw NgsiLdErrors.Bad("endpoint.uri is an absolute URI");
        return new NotificationEndpoint(
            uri, endpoint.Text("accept") ?? "application/json", [.. endpoint.Pairs("receiverInfo")], [.. endpoint.Pairs("notifierInfo")],
            endpoint.Milliseconds("timeout"), endpoint.Milliseconds("cooldown"));
    }
}
