using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>What is asked of one source: never more than it is registered for (5.12).</summary>
/// <param name="match">The source.</param>
/// <param name="request">What is asked for.</param>
/// <param name="terms">The @context in which it is asked.</param>
internal sealed class SourcePart(SourceMatch match, SourceRequest request, ActiveContext terms)
{
    /// <summary>The types that are asked for and may be there, as a parameter; none where nothing is known about types.</summary>
    public IEnumerable<(string Name, string Value)> Types => TypeNames() is { Length: > 0 } names ? [("type", string.Join(',', names))] : [];

    /// <summary>The attributes that are asked for and are there, as a parameter; none for all.</summary>
    public IEnumerable<(string Name, string Value)> Attributes => AttributeNames() is { Length: > 0 } names ? [("attrs", string.Join(',', names))] : [];

    /// <summary>The ids that are asked for and may be there, else those that are registered; none for any.</summary>
    public EntityId[] Ids => Entities().All(entity => entity.Id.IsNone)
        ? request.Ids.IsDefault ? [] : [.. request.Ids.Where(Admits)]
        : request.Ids.IsDefault
            ? Entities().Any(entity => entity.Id.IsNone) ? [] : [.. Entities().Select(entity => entity.Id).Distinct()]
            : [.. request.Ids.Where(Admits)];

    /// <summary>The body of a query (5.2.23).</summary>
    /// <param name="ids">The entities; none for any.</param>
    /// <param name="members">What else it says; null for nothing.</param>
    public ReadOnlyMemory<byte> Query(IReadOnlyList<EntityId> ids, Action<JsonObject>? members)
    {
        var query = new JsonObject { ["type"] = "Query" };
        var types = TypeNames();
        var selectors = new JsonArray();
        foreach (var id in ids.Count == 0 ? [null] : ids.Select(id => (string?)id.Value))
        {
            var selector = new JsonObject();
            if (types.Length > 0)
                selector["type"] = string.Join(',', types);
            if (id is not null)
                selector["id"] = id;
            if (id is null && request.IdPattern is { } pattern)
                selector["idPattern"] = pattern.ToString();
            if (selector.Count > 0)
                selectors.Add((JsonNode)selector);
        }
        if (selectors.Count > 0)
            query["entities"] = selectors;
        if (AttributeNames() is { Length: > 0 } names)
            query["attrs"] = new JsonArray([.. names.Select(name => (JsonNode)name)]);
        members?.Invoke(query);
        return Encoding.UTF8.GetBytes(query.ToJsonString());
    }

    private IEnumerable<RegisteredEntity> Entities() => match.Information.Any(one => one.Entities.IsEmpty)
        ? [] : match.Information.SelectMany(one => one.Entities).Where(entity => entity.Admits(request.Types));

    private bool Admits(EntityId id) => match.Information.Any(one => one.Entities.IsEmpty) || Entities().Any(entity => entity.Admits(id));

    private string[] TypeNames()
    {
        var registered = Entities().ToList();
        var known = registered.Count == 0 || registered.Exists(entity => entity.Types.IsEmpty) ? null : registered.SelectMany(entity => entity.Types).ToHashSet();
        var types = request.Types.IsDefaultOrEmpty ? known ?? [] : request.Types.Where(type => known is null || known.Contains(type));
        return [.. types.Select(type => terms.Compact(type.Value)).Order(StringComparer.Ordinal)];
    }

    private string[] AttributeNames()
    {
        var names = request.Attributes.IsDefault
            ? match.Attributes ?? Enumerable.Empty<Iri>() : request.Attributes.Where(match.Has);
        return [.. names.Select(name => terms.Compact(name.Value)).Order(StringComparer.Ordinal)];
    }
}
