using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Access.Policies.Releases;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker.Releases;

/// <summary>An entity that something is published of, together with others.</summary>
/// <param name="Id">Which.</param>
/// <param name="Unit">Whose it is; where nothing says that, its own.</param>
/// <param name="Groups">The groups it counts for: parts of a scope, or a text.</param>
internal sealed record ReleaseSource(EntityId Id, string Unit, ImmutableArray<ReleaseGroup> Groups)
{
    /// <summary>Finds both in the entity.</summary>
    public static ReleaseSource Of(Entity entity, Release release, Instant now)
    {
        // Of several owners one counts: they are no more units than people.
        var unit = Texts(entity, release.Unit, now).Order(StringComparer.Ordinal).FirstOrDefault() ?? entity.Id.Value;
        var groups = release.By is { } by
            ? Texts(entity, by, now).Select(text => new ReleaseGroup(text, IsScope: false))
            : ScopeText.Of(entity).Select(scope => scope.Split('/', StringSplitOptions.RemoveEmptyEntries)).Where(levels => levels.Length >= release.ScopeDepth)
                .Select(levels => new ReleaseGroup('/' + string.Join('/', levels.Take(release.ScopeDepth)), IsScope: true));
        return new ReleaseSource(entity.Id, unit, [.. groups.Distinct()]);
    }

    private static IEnumerable<string> Texts(Entity entity, Iri name, Instant now) => ValueTexts.Of(entity, name, now).Select(Encoding.UTF8.GetString);
}

/// <summary>Entities of which something is published together.</summary>
/// <param name="Name">Their scope, or the text that they share.</param>
/// <param name="IsScope">Whether it is a scope.</param>
internal readonly record struct ReleaseGroup(string Name, bool IsScope)
{
    /// <summary>The parts of its name.</summary>
    public IEnumerable<string> Parts => IsScope ? Name.Split('/', StringSplitOptions.RemoveEmptyEntries) : [Name];
}
