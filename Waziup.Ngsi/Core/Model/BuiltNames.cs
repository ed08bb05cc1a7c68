namespace Waziup.Ngsi.Model;

/// <summary>Finds the attributes and instances that a document being built has already: by looking while they are few, then by their hashes.</summary>
internal sealed class BuiltNames
{
    private const int Many = 32;

    private readonly List<(int Start, int Length)> _begun = [];
    private readonly Chains _keys = new();
    private readonly Chains _names = new();

    /// <summary>Notes where the name of an attribute stands.</summary>
    public void Add((int Start, int Length) name) => _begun.Add(name);

    /// <summary>Forgets the name that was noted last.</summary>
    public void TakeBack() => _begun.RemoveAt(_begun.Count - 1);

    public void Clear()
    {
        _begun.Clear();
        _keys.Clear();
        _names.Clear();
    }

    /// <summary>Whether one of these instances has this name and datasetId.</summary>
    public bool Has(ReadOnlySpan<byte> document, ReadOnlySpan<InstanceEntry> instances, ReadOnlySpan<byte> name, ReadOnlySpan<byte> dataset)
    {
        if (instances.Length < Many)
        {
            foreach (ref readonly var entry in instances)
            {
                if (Is(document, in entry, name, dataset))
                    return true;
            }
            return false;
        }
        for (var i = _keys.Count; i < instances.Length; i++)
            _keys.Add(Chains.HashOf(NameOf(document, in instances[i]), DatasetOf(document, in instances[i])));
        for (var at = _keys.First(Chains.HashOf(name, dataset)); at >= 0; at = _keys.Next(at))
        {
            if (Is(document, in instances[at], name, dataset))
                return true;
        }
        return false;
    }

    /// <summary>Whether an attribute of this name was noted.</summary>
    public bool Has(ReadOnlySpan<byte> document, ReadOnlySpan<byte> name)
    {
        if (_begun.Count < Many)
        {
            foreach (var (start, length) in _begun)
            {
                if (document.Slice(start, length).SequenceEqual(name))
                    return true;
            }
            return false;
        }
        for (var i = _names.Count; i < _begun.Count; i++)
            _names.Add(Chains.HashOf(document.Slice(_begun[i].Start, _begun[i].Length)));
        for (var at = _names.First(Chains.HashOf(name)); at >= 0; at = _names.Next(at))
        {
            if (document.Slice(_begun[at].Start, _begun[at].Length).SequenceEqual(name))
                return true;
        }
        return false;
    }

    private static bool Is(ReadOnlySpan<byte> document, in InstanceEntry entry, ReadOnlySpan<byte> name, ReadOnlySpan<byte> dataset) =>
        NameOf(document, in entry).SequenceEqual(name) && DatasetOf(document, in entry).SequenceEqual(dataset);

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> document, in InstanceEntry entry) =>
        document.Slice(entry.NameStart, entry.NameLength);

    private static ReadOnlySpan<byte> DatasetOf(ReadOnlySpan<byte> document, in InstanceEntry entry) =>
        document.Slice(entry.DatasetStart, entry.DatasetLength);
}
