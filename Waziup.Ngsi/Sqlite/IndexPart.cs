namespace Waziup.Ngsi.Sqlite;

/// <summary>The part of an index that leads to entities.</summary>
/// <param name="Index">The index.</param>
/// <param name="InOrder">Of an index of values, how many of its rows are looked at in the order of entities; 0: all, in its own.</param>
/// <param name="Keys">The keys that the index is known to have, in order, instead of a look at it; not empty.</param>
internal sealed record IndexPart(IndexScan Index, long InOrder = 0, long[]? Keys = null)
{
    // What is asked for how many keys is prepared once for each of these lengths.
    private const int Lengths = 8;

    /// <summary>Selects the keys of entities in order; one may come several times, one after the other.</summary>
    /// <param name="value">Takes a value and gives the parameter that stands for it.</param>
    /// <param name="after">Entities up to this key are not wanted.</param>
    public string Sql(Func<object, string> value, long after) => Keys is { } keys
        ? Sql(keys, value)
        : InOrder > 0 ? Index.KeysInOrder(value, after, InOrder) : Index.Keys(value, after);

    private static string Sql(long[] keys, Func<object, string> value)
    {
        var length = (keys.Length + Lengths - 1) / Lengths * Lengths;
        var list = Enumerable.Range(0, length).Select(i => $"({value(keys[Math.Min(i, keys.Length - 1)])})");
        return $"select column1 as key from (values {string.Join(',', list)})";
    }
}
