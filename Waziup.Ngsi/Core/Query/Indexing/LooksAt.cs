namespace Waziup.Ngsi.Query.Indexing;

/// <summary>How much a store looks at for a page that an index leads to, before it takes another way.</summary>
internal static class LooksAt
{
    /// <summary>Rows of an index by their values; where it knows more, it knows many.</summary>
    public const int FewRows = 2_000;

    /// <summary>Rows of an index of values in the order of entities, to begin with.</summary>
    public const int FewInOrder = 500;

    /// <summary>The same, where the index is known to lead to many.</summary>
    public const int ManyInOrder = 20_000;

    /// <summary>Entities in their order, where the index leads to many.</summary>
    public const int Entities = 2_000;
}
