using Waziup.Ngsi.AspNetCore.Endpoints;
using Waziup.Ngsi.Broker;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>All operations of the HTTP binding, as data.</summary>
internal static class RouteTable
{
    private static readonly string[] Formats = ["normalized", "concise", "simplified", "keyValues"];
    private static readonly string[] Reading = [.. Formats, "sysAttrs"];
    private static readonly string[] OnOne = ["type", "local"];

    private static readonly string[] Retrieval =
        ["options", "format", "pick", "omit", "attrs", "datasetId", "lang", "geometryProperty", "local", .. QueryParameters.Linking];

    private static readonly string[] Paged = ["limit", "offset", "count"];

    private static readonly string[] Evolutions = ["normalized", "temporalValues", "aggregatedValues", "sysAttrs"];

    private static readonly string[] OfEvolutions =
        ["options", "format", "pick", "omit", "attrs", "datasetId", "lang", "local", .. QueryParameters.Temporal, .. QueryParameters.Maps];

    public static readonly Route[] Routes =
    [
        new("POST", "entities", "5.6.1", BodyKind.Terms, AnswerKind.Result, ["local"], EntityEndpoints.CreateAsync) { Tenant = TenantDemand.Creates },
        new("GET", "entities", "5.7.2", BodyKind.None, AnswerKind.Entities,
            [.. Retrieval, .. QueryParameters.Selection, .. QueryParameters.Others, .. QueryParameters.Maps, .. Paged], EntityEndpoints.QueryAsync)
            { Options = Reading, Feed = FeedEndpoints.RunAsync },
        new("DELETE", "entities", "5.6.21", BodyKind.None, AnswerKind.Result,
            [.. QueryParameters.Selection, "attrs", "keep", "drop", "geometryProperty", "local"], EntityEndpoints.PurgeAsync),
        new("GET", "entities/{id}", "5.7.1", BodyKind.None, AnswerKind.Entities, [.. Retrieval, "type", "entityMap", "entityMapLifetime"], EntityEndpoints.RetrieveAsync) { Options = Reading },
        new("PUT", "entities/{id}", "5.6.18", BodyKind.Terms, AnswerKind.Result, OnOne, EntityEndpoints.ReplaceAsync),
        new("PATCH", "entities/{id}", "5.6.17", BodyKind.Terms, AnswerKind.Result,
            [.. OnOne, "options", "format", "observedAt", "lang"], EntityEndpoints.MergeAsync) { Options = Formats },
        new("DELETE", "entities/{id}", "5.6.6", BodyKind.None, AnswerKind.Result, OnOne, EntityEndpoints.DeleteAsync),
        new("POST", "entities/{id}/attrs", "5.6.3", BodyKind.Terms, AnswerKind.Result, [.. OnOne, "options"], AttributeEndpoints.AppendAsync)
            { Options = ["noOverwrite"] },
        new("PATCH", "entities/{id}/attrs", "5.6.2", BodyKind.Terms, AnswerKind.Result, OnOne, AttributeEndpoints.UpdateAsync),
        new("PATCH", "entities/{id}/attrs/{attr}", "5.6.4", BodyKind.Terms, AnswerKind.Result, OnOne, AttributeEndpoints.PartialUpdateAsync),
        new("PUT", "entities/{id}/attrs/{attr}", "5.6.19", BodyKind.Terms, AnswerKind.Result, OnOne, AttributeEndpoints.ReplaceAsync),
        new("DELETE", "entities/{id}/attrs/{attr}", "5.6.5", BodyKind.None, AnswerKind.Result,
            [.. OnOne, "datasetId", "deleteAll"], AttributeEndpoints.DeleteAsync),
        new("POST", "entityOperations/create", "5.6.7", BodyKind.Batch, AnswerKind.Result, ["local"], BatchEndpoints.CreateAsync)
            { Tenant = TenantDemand.Creates },
        new("POST", "entityOperations/upsert", "5.6.8", BodyKind.Batch, AnswerKind.Result, ["options", "local"], BatchEndpoints.UpsertAsync)
            { Options = ["replace", "update"], Tenant = TenantDemand.Creates },
        new("POST", "entityOperations/update", "5.6.9", BodyKind.Batch, AnswerKind.Result, ["options", "local"], BatchEndpoints.UpdateAsync)
            { Options = ["noOverwrite"] },
        new("POST", "entityOperations/merge", "5.6.20", BodyKind.Batch, AnswerKind.Result, ["local"], BatchEndpoints.MergeAsync),
        new("POST", "entityOperations/delete", "5.6.10", BodyKind.Raw, AnswerKind.Result, ["local"], BatchEndpoints.DeleteAsync),
        new("POST", "entityOperations/query", "5.7.2", BodyKind.Terms, AnswerKind.Entities,
            ["options", "format", "geometryProperty", "local", "join", "joinLevel", .. Paged], EntityEndpoints.QueryByBodyAsync) { Options = Reading },
        new("POST", "temporal/entities", "5.6.11", BodyKind.Terms, AnswerKind.Result, ["local"], TemporalEndpoints.UpsertAsync)
            { Tenant = TenantDemand.Creates },
        new("GET", "temporal/entities", "5.7.4", BodyKind.None, AnswerKind.Document,
            [.. OfEvolutions, .. QueryParameters.Selection, "expandValues", "jsonKeys", "orderBy", "collation", .. Paged], TemporalEndpoints.QueryAsync)
            { Options = Evolutions },
        new("GET", "temporal/entities/{id}", "5.7.3", BodyKind.None, AnswerKind.Document, OfEvolutions, TemporalEndpoints.RetrieveAsync)
            { Options = Evolutions },
        new("DELETE", "temporal/entities/{id}", "5.6.16", BodyKind.None, AnswerKind.Result, ["local"], TemporalEndpoints.DeleteAsync),
        new("POST", "temporal/entities/{id}/attrs", "5.6.12", BodyKind.Terms, AnswerKind.Result, ["local"], TemporalEndpoints.AppendAsync),
        new("DELETE", "temporal/entities/{id}/attrs/{attr}", "5.6.13", BodyKind.None, AnswerKind.Result,
            ["local", "datasetId", "deleteAll"], TemporalEndpoints.DeleteAttributeAsync),
        new("PATCH", "temporal/entities/{id}/attrs/{attr}/{instanceId}", "5.6.14", BodyKind.Terms, AnswerKind.Result, ["local"], TemporalEndpoints.EditAsync),
        new("DELETE", "temporal/entities/{id}/attrs/{attr}/{instanceId}", "5.6.15", BodyKind.None, AnswerKind.Result,
            ["local"], TemporalEndpoints.DeleteInstanceAsync),
        new("POST", "temporal/entityOperations/query", "5.7.4", BodyKind.Terms, AnswerKind.Document,
            ["options", "format", "local", .. Paged], TemporalEndpoints.QueryByBodyAsync) { Options = Evolutions },
        new("POST", "subscriptions", "5.8.1", BodyKind.Terms, AnswerKind.Result, ["local"], SubscriptionEndpoints.CreateAsync) { Tenant = TenantDemand.Creates },
        new("GET", "subscriptions", "5.8.4", BodyKind.None, AnswerKind.Document, ["options", "local", .. Paged], SubscriptionEndpoints.ListAsync)
            { Options = ["sysAttrs"] },
        new("GET", "subscriptions/{id}", "5.8.3", BodyKind.None, AnswerKind.Document, ["options", "local"], SubscriptionEndpoints.RetrieveAsync)
            { Options = ["sysAttrs"] },
        new("PATCH", "subscriptions/{id}", "5.8.2", BodyKind.Terms, AnswerKind.Result, ["local"], SubscriptionEndpoints.UpdateAsync),
        new("DELETE", "subscriptions/{id}", "5.8.5", BodyKind.None, AnswerKind.Result, ["local"], SubscriptionEndpoints.DeleteAsync),
        new("POST", "csourceRegistrations", "5.9.2", BodyKind.Terms, AnswerKind.Result, ["local"], RegistrationEndpoints.CreateAsync)
            { Tenant = TenantDemand.Creates },
        new("GET", "csourceRegistrations", "5.10.2", BodyKind.None, AnswerKind.Document,
            ["options", "attrs", .. QueryParameters.Selection, "timerel", "timeAt", "endTimeAt", "timeproperty", .. Paged], RegistrationEndpoints.QueryAsync)
            { Options = ["sysAttrs"] },
        new("GET", "csourceRegistrations/{id}", "5.10.1", BodyKind.None, AnswerKind.Document, ["options", "local"], RegistrationEndpoints.RetrieveAsync)
            { Options = ["sysAttrs"] },
        new("PATCH", "csourceRegistrations/{id}", "5.9.3", BodyKind.Terms, AnswerKind.Result, ["local"], RegistrationEndpoints.UpdateAsync),
        new("DELETE", "csourceRegistrations/{id}", "5.9.4", BodyKind.None, AnswerKind.Result, ["local"], RegistrationEndpoints.DeleteAsync),
        new("POST", "snapshots", "5.16.1", BodyKind.Terms, AnswerKind.Result, [], SnapshotEndpoints.CreateAsync) { Tenant = TenantDemand.Creates },
        new("DELETE", "snapshots", "5.16.7", BodyKind.None, AnswerKind.Result, ["q"], SnapshotEndpoints.PurgeAsync),
        new("GET", "snapshots/{id}", "5.16.3", BodyKind.None, AnswerKind.Document, [], SnapshotEndpoints.RetrieveAsync),
        new("PATCH", "snapshots/{id}", "5.16.4", BodyKind.Terms, AnswerKind.Document, [], SnapshotEndpoints.UpdateAsync),
        new("DELETE", "snapshots/{id}", "5.16.5", BodyKind.None, AnswerKind.Result, [], SnapshotEndpoints.DeleteAsync),
        new("POST", "snapshots/{id}/clone", "5.16.2", BodyKind.Terms, AnswerKind.Result, [], SnapshotEndpoints.CloneAsync),
        new("POST", "remote-notify", "5.8.6", BodyKind.Terms, AnswerKind.Result, [], RegistrationEndpoints.TakeAsync) { Tenant = TenantDemand.Any },
        new("POST", "csourceSubscriptions", "5.11.2", BodyKind.Terms, AnswerKind.Result, ["local"], SubscriptionEndpoints.CreateAsync)
            { Tenant = TenantDemand.Creates },
        new("GET", "csourceSubscriptions", "5.11.5", BodyKind.None, AnswerKind.Document, ["options", "local", .. Paged], SubscriptionEndpoints.ListAsync)
            { Options = ["sysAttrs"] },
        new("GET", "csourceSubscriptions/{id}", "5.11.4", BodyKind.None, AnswerKind.Document, ["options", "local"], SubscriptionEndpoints.RetrieveAsync)
            { Options = ["sysAttrs"] },
        new("PATCH", "csourceSubscriptions/{id}", "5.11.3", BodyKind.Terms, AnswerKind.Result, ["local"], SubscriptionEndpoints.UpdateAsync),
        new("DELETE", "csourceSubscriptions/{id}", "5.11.6", BodyKind.None, AnswerKind.Result, ["local"], SubscriptionEndpoints.DeleteAsync),
        new("GET", "entityMaps", "5.14.4", BodyKind.None, AnswerKind.Document,
            [.. Retrieval, .. QueryParameters.Selection, .. QueryParameters.Others, .. QueryParameters.Maps, .. Paged], MapEndpoints.CreateAsync) { Options = Reading },
        new("POST", "entityMaps", "5.14.4", BodyKind.Terms, AnswerKind.Document, ["options", "format", "local", .. Paged], MapEndpoints.CreateByBodyAsync)
            { Options = Reading },
        new("GET", "entityMaps/{id}", "5.14.1", BodyKind.None, AnswerKind.Document, [], MapEndpoints.RetrieveAsync),
        new("PATCH", "entityMaps/{id}", "5.14.2", BodyKind.Terms, AnswerKind.Result, [], MapEndpoints.UpdateAsync),
        new("DELETE", "entityMaps/{id}", "5.14.3", BodyKind.None, AnswerKind.Result, [], MapEndpoints.DeleteAsync),
        new("GET", "temporal/entityMaps", "5.14.5", BodyKind.None, AnswerKind.Document,
            [.. OfEvolutions, .. QueryParameters.Selection, "expandValues", "jsonKeys", "orderBy", "collation", .. Paged], MapEndpoints.CreateTemporalAsync)
            { Options = Evolutions },
        new("POST", "temporal/entityMaps", "5.14.5", BodyKind.Terms, AnswerKind.Document, ["options", "format", "local", .. Paged],
            MapEndpoints.CreateTemporalByBodyAsync) { Options = Evolutions },
        new("GET", "types", "5.7.5", BodyKind.None, AnswerKind.Document, ["details", "local"], DiscoveryEndpoints.TypesAsync),
        new("GET", "types/{type}", "5.7.7", BodyKind.None, AnswerKind.Document, ["local"], DiscoveryEndpoints.TypeAsync),
        new("GET", "attributes", "5.7.8", BodyKind.None, AnswerKind.Document, ["details", "local"], DiscoveryEndpoints.AttributesAsync),
        new("GET", "attributes/{attr}", "5.7.10", BodyKind.None, AnswerKind.Document, ["local"], DiscoveryEndpoints.AttributeAsync),
        new("POST", "jsonldContexts", "5.13.2", BodyKind.Raw, AnswerKind.Result, [], ContextEndpoints.AddAsync) { Tenant = TenantDemand.Creates },
        new("GET", "jsonldContexts", "5.13.3", BodyKind.None, AnswerKind.Document, ["details", "kind"], ContextEndpoints.ListAsync) { Tenant = TenantDemand.Any },
        new("GET", "jsonldContexts/{id}", "5.13.4", BodyKind.None, AnswerKind.Document, ["details"], ContextEndpoints.ServeAsync),
        new("DELETE", "jsonldContexts/{id}", "5.13.5", BodyKind.None, AnswerKind.Result, ["reload"], ContextEndpoints.DeleteAsync),
        new("GET", "info/sourceIdentity", "5.15.1", BodyKind.None, AnswerKind.Document, [], IdentityEndpoints.RetrieveAsync)
            { Tenant = TenantDemand.Any },
    ];
}
