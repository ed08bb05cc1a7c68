using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>What a source has told of the entities of a query.</summary>
/// <param name="Entities">Those that it may tell of, each once.</param>
/// <param name="More">Whether it has more than was asked for.</param>
/// <param name="IsFiltered">Whether it has applied the conditions of the query.</param>
internal sealed record SourceAnswer(Entity[] Entities, bool More, bool IsFiltered)
{
    private Page? _page;

    /// <summary>Whether it has not answered well: more of the same is not asked for.</summary>
    public bool HasFailed { get; init; }

    /// <summary>Whether nothing of it expires: then it means the same at any time.</summary>
    public bool IsLasting { get; } = Array.TrueForAll(Entities, entity => entity.IsLasting);

    /// <summary>The page of a query to which nobody else has anything to add; null where that is not known.</summary>
    public EntityPage? PageOf(SourceQuery query, PageRequest wanted) =>
        Volatile.Read(ref _page) is { } known && ReferenceEquals(known.Of, query) && known.Wanted == wanted ? known.Rows : null;

    /// <summary>Remembers such a page, where it does not change with time.</summary>
    public void Keep(SourceQuery query, PageRequest wanted, EntityPage page)
    {
        if (IsLasting)
            Volatile.Write(ref _page, new Page(query, wanted, page));
    }

    private sealed record Page(SourceQuery Of, PageRequest Wanted, EntityPage Rows);
}
