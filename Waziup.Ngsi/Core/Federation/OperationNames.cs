using System.Collections.Frozen;
using static Waziup.Ngsi.Federation.SourceOperations;

namespace Waziup.Ngsi.Federation;

/// <summary>The names of operations and of groups of them (4.20).</summary>
internal static class OperationNames
{
    private const SourceOperations Discovery = RetrieveEntityTypes | RetrieveEntityTypeDetails | RetrieveEntityTypeInfo
        | RetrieveAttrTypes | RetrieveAttrTypeDetails | RetrieveAttrTypeInfo;

    private const SourceOperations Maps = RetrieveEntityMap | UpdateEntityMap | DeleteEntityMap | CreateEntityMapQueryEntity;

    private const SourceOperations Association = RetrieveEntity | QueryEntity | QueryBatch | Discovery | CreateSubscription | UpdateSubscription
        | RetrieveSubscription | QuerySubscription | DeleteSubscription | RetrieveContextSourceIdentity;

    /// <summary>What a registration offers that does not say.</summary>
    public const SourceOperations Default = Association | Maps;

    /// <summary>What an auxiliary source may offer, and offers where it does not say.</summary>
    public const SourceOperations Retrieval = RetrieveEntity | QueryEntity;

    private static readonly FrozenDictionary<string, SourceOperations> Known = Enum.GetValues<SourceOperations>().Where(one => one != None)
        .Select(one => KeyValuePair.Create(char.ToLowerInvariant($"{one}"[0]) + $"{one}"[1..], one))
        .Concat(
        [
            new("federationOps", Default),
            new("associationOps", Association),
            new("updateOps", UpdateEntity | UpdateAttrs | ReplaceEntity | ReplaceAttrs),
            new("retrieveOps", Retrieval),
            new("redirectionOps", CreateEntity | UpdateEntity | AppendAttrs | UpdateAttrs | DeleteAttrs | DeleteEntity | MergeEntity | ReplaceEntity
                | ReplaceAttrs | Retrieval | PurgeEntity | Discovery | Maps | RetrieveContextSourceIdentity),
        ]).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The operations that a name stands for; none where it is not known.</summary>
    public static SourceOperations Of(string name) => Known.GetValueOrDefault(name);
}
