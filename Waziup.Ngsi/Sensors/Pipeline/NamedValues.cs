using System.Collections;
using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>A few values with names, ordered by them; two are equal when they hold the same.</summary>
/// <remarks>Immutable.</remarks>
public sealed class NamedValues : IReadOnlyList<KeyValuePair<string, double?>>, IEquatable<NamedValues>
{
    private readonly ImmutableArray<KeyValuePair<string, double?>> _values;

    /// <summary>Holds values; of two with the same name the later one counts.</summary>
    public NamedValues(IEnumerable<KeyValuePair<string, double?>> values) =>
        _values = [.. values.GroupBy(one => one.Key, StringComparer.Ordinal).Select(group => group.Last()).OrderBy(one => one.Key, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, double?> this[int index] => _values[index];

    /// <summary>The value with a name; null where there is none.</summary>
    public double? Find(string name)
    {
        foreach (var one in _values)
        {
            if (one.Key == name)
                return one.Value;
        }
        return null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, double?>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(NamedValues? other) => other is not null && _values.AsSpan().SequenceEqual(other._values.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NamedValues);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(_values.Length, (hash, one) => HashCode.Combine(hash, one.Key, one.Value));
}
