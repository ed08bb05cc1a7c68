using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Waziup.Ngsi.Broker;

/// <summary>Counts the instances of each attribute of an entity up to lastN (4.11).</summary>
/// <param name="last">How many are wanted of each; null for all.</param>
/// <param name="names">The attributes that can come; default (not set) where that is not known.</param>
internal sealed class LastCounts(int? last, ImmutableArray<string> names)
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private int _full;

    /// <summary>Whether nothing is wanted any more.</summary>
    public bool AreFull => !names.IsDefault && _full == names.Length;

    /// <summary>Counts another instance of an attribute, and says whether it is wanted.</summary>
    public bool Takes(string name)
    {
        if (last is not { } most)
            return true;
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, name, out _);
        _full += ++count == most ? 1 : 0;
        return count <= most;
    }
}
