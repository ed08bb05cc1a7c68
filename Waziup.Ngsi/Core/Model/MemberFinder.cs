namespace Waziup.Ngsi.Model;

/// <summary>Finds members of a JSON object in stored form by their names, as they are spelled, many times over.</summary>
internal readonly ref struct MemberFinder
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<MemberSlot> _slots;
    private readonly Chains? _names;

    /// <param name="json">The object.</param>
    /// <param name="slots">Its members.</param>
    /// <param name="searches">About how often; where that makes too many comparisons, the names are hashed.</param>
    public MemberFinder(ReadOnlySpan<byte> json, ReadOnlySpan<MemberSlot> slots, int searches)
    {
        _json = json;
        _slots = slots;
        if ((long)searches * slots.Length <= Chains.Few)
            return;
        _names = new Chains();
        foreach (ref readonly var slot in slots)
            _names.Add(Chains.HashOf(NameAt(in slot)));
    }

    /// <summary>The position of a member of this name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (_names is null)
        {
            for (var i = 0; i < _slots.Length; i++)
            {
                if (NameAt(in _slots[i]).SequenceEqual(name))
                    return i;
            }
            return -1;
        }
        for (var at = _names.First(Chains.HashOf(name)); at >= 0; at = _names.Next(at))
        {
            if (NameAt(in _slots[at]).SequenceEqual(name))
                return at;
        }
        return -1;
    }

    private ReadOnlySpan<byte> NameAt(in MemberSlot slot) => _json.Slice(slot.NameStart, slot.NameLength);
}
