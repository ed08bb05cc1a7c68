using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>An index that queries have asked for.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Tenant">The tenant's number.</param>
/// <param name="Key">What it is of.</param>
/// <param name="IsComplete">Whether all entities are in it. From its beginning on every node keeps it with what is written.</param>
internal sealed record Index(int Id, int Tenant, IndexKey Key, bool IsComplete)
{
    private volatile bool _leadsToMany;

    /// <summary>Whether a query found many entities in it when it was asked last: a guess, from which the next one starts.</summary>
    public bool LeadsToMany
    {
        get => _leadsToMany;
        set => _leadsToMany = value;
    }
}
