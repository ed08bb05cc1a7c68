namespace Waziup.Ngsi.Mqtt.Session;

/// <summary>Gives out packet identifiers: 1 to 65,535, none twice at a time.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class PacketIds
{
    private readonly HashSet<ushort> _taken = [];
    private ushort _last;

    /// <summary>A free identifier; 0 when there is none.</summary>
    public ushort Take()
    {
        if (_taken.Count == ushort.MaxValue)
            return 0;
        do
        {
            _last = _last == ushort.MaxValue ? (ushort)1 : (ushort)(_last + 1);
        }
        while (!_taken.Add(_last));
        return _last;
    }

    public void Free(ushort id) => _taken.Remove(id);
}
