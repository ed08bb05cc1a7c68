using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
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
    // The registered entities that may be meant; none where it is registered for any.
    private readonly RegisteredEntity[] _entities = EntitiesOf(match.Information, request);

    /// <summary>The types that are asked for and may be there, as a parameter; none where nothing is known about types.</summary>
    public IEnumerable<(string Name, string Value)> Types => TypeText() is { Length: > 0 } text ? [("type", text)] : [];

    /// <summary>The attributes that are asked for and are there, as a parameter; none for all.</summary>
    public IEnumerable<(string Name, string Value)> Attributes => AttributeNames() is { Length: > 0 } names ? [("attrs", string.Join(',', names))] : [];

    /// <summary>The ids that are asked for and may be there, else those that are registered; none for any.</summary>
    public EntityId[] Ids => request.Ids.IsDefault
        ? Array.Exists(_entities, entity => entity.Id.IsNone) ? [] : [.. _entities.Select(entity => entity.Id).Distinct()]
        : [.. request.Ids.Where(Admits)];

    /// <summary>The entities, as parameters.</summary>
    /// <param name="ids">Those that are meant; none: by pattern and types alone.</param>
    public IEnumerable<(string Name, string Value)> Which(IReadOnlyList<EntityId> ids) => ids.Count > 0
        ? [("id", string.Join(',', ids.Select(id => id.Value))), .. Types]
        : IdPattern is { } pattern ? [("idPattern", pattern), .. Types] : Types;

    /// <summary>The pattern of the ids, where none is named; null for any.</summary>
    public string? IdPattern => Patterns() is not { Length: > 0 } patterns ? request.IdPattern?.ToString()
        : Narrower(request.IdPattern?.ToString(), patterns) ?? request.IdPattern?.ToString() ?? string.Join('|', patterns);

    /// <summary>Whether the types, ids and pattern together select nothing that was not asked for.</summary>
    public bool IsPrecise => Patterns() is not { Length: > 0 } patterns || (patterns.Length == 1 && Narrower(request.IdPattern?.ToString(), patterns) is not null);

    /// <summary>The body of a query (5.2.23).</summary>
    /// <param name="ids">The entities; none for any.</param>
    /// <param name="members">What else it says; null for nothing.</param>
    public ReadOnlyMemory<byte> Query(IReadOnlyList<EntityId> ids, Action<JsonObject>? members)
    {
        var query = new JsonObject { ["type"] = "Query" };
        var types = TypeText();
        var pattern = IdPattern;
        var selectors = new JsonArray();
        foreach (var id in ids.Count == 0 ? [null] : ids.Select(id => (string?)id.Value))
        {
            var selector = new JsonObject();
            if (types.Length > 0)
                selector["type"] = types;
            if (id is not null)
                selector["id"] = id;
            if (id is null && pattern is not null)
                selector["idPattern"] = pattern;
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

    private static RegisteredEntity[] EntitiesOf(ImmutableArray<RegisteredInformation> information, SourceRequest request) =>
        information.Any(one => one.Entities.IsEmpty) ? [] : [.. information.SelectMany(one => one.Entities).Where(entity => entity.Admits(request.Types))];

    private bool Admits(EntityId id) => match.Information.Any(one => one.Entities.IsEmpty) || Array.Exists(_entities, entity => entity.Admits(id));

    /// <summary>The patterns that are registered; none where some entities are registered otherwise.</summary>
    private string[] Patterns() => _entities.Length > 0 && Array.TrueForAll(_entities, entity => entity.Id.IsNone && entity.IdPattern is not null)
        ? [.. _entities.Select(entity => entity.IdPattern!.ToString()).Distinct()] : [];

    /// <summary>The one of two patterns that is fulfilled only where the other one is; null where that cannot be told.</summary>
    private static string? Narrower(string? asked, string[] registered)
    {
        if (registered is not [var only])
            return null;
        if (asked is null || asked == only || only is ".*" or "")
            return asked is null || asked == only ? only : asked;
        if (Regex.Escape(asked) != asked || Regex.Escape(only) != only)
            return null;
        return only.Contains(asked, StringComparison.Ordinal) ? only : asked.Contains(only, StringComparison.Ordinal) ? asked : null;
    }

    private string TypeText()
    {
        var isOfAny = _entities.Length == 0 || Array.Exists(_entities, entity => entity.Types.IsEmpty);
        var names = string.Join(',', Compact(request.Types.IsDefaultOrEmpty
            ? isOfAny ? [] : _entities.SelectMany(entity => entity.Types).Distinct()
            : request.Types.Where(type => isOfAny || Array.Exists(_entities, entity => entity.Types.Contains(type)))));
        if (request.TypeSelection is not { } selection)
            return names;
        return isOfAny ? NameList.Compact(selection, terms) : $"({NameList.Compact(selection, terms)});({names})";
    }

    private string[] AttributeNames() => Compact(
        request.Attributes.IsDefault ? match.Attributes ?? Enumerable.Empty<Iri>() : request.Attributes.Where(match.Has));

    private string[] Compact(IEnumerable<Iri> names) => [.. names.Select(name => terms.Compact(name.Value)).Order(StringComparer.Ordinal)];
}
