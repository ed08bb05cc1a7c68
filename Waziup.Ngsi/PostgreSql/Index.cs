using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>An index that queries have asked for.</summary>
internal sealed class Index(int id, int tenant, IndexKey key, bool isComplete)
{
    private volatile bool _leadsToMany;

    /// <summary>Its number.</summary>
    public int Id => id;

    /// <summary>The tenant's number.</summary>
    public int Tenant => tenant;

    /// <summary>What it is of.</summary>
    public IndexKey Key => key;

    /// <summary>Whether all entities are in it. From its beginning on every node keeps it with what is written.</summary>
    public bool IsComplete => isComplete;

    /// <summary>Whether a query found many entities in it when it was asked last: a guess, from which the next one starts.</summary>
    public bool LeadsToMany
    {
        get => _leadsToMany;
        set => _leadsToMany = value;
    }
}
