namespace Waziup.Ngsi.Model;

/// <summary>Finds positions by the hash of their name, where there are too many to look at each.</summary>
/// <remarks>
/// Hashes are seeded anew in each process, so that no sender can make them collide. Positions are added in order, from 0 on; what is
/// found under a hash may have another name, which the caller compares.
/// </remarks>
internal sealed class Chains
{
    /// <summary>Up to so many comparisons are cheaper than hashing.</summary>
    public const int Few = 4096;

    private int[] _heads = NewHeads(64);
    private readonly List<(int Hash, int Next)> _links = [];

    public int Count => _links.Count;

    public static int HashOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> dataset = default)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        hash.Add(name.Length);
        hash.AddBytes(dataset);
        return hash.ToHashCode();
    }

    /// <summary>Adds the next position.</summary>
    public void Add(int hash)
    {
        if (_links.Count == _heads.Length)
            Grow();
        Link(_links.Count, hash, isNew: true);
    }

    /// <summary>A position that may have this hash, or -1; <see cref="Next"/> gives the others.</summary>
    public int First(int hash) => _heads[hash & (_heads.Length - 1)];

    public int Next(int position) => _links[position].Next;

    public void Clear()
    {
        if (_links.Count == 0)
            return;
        _links.Clear();
        Array.Fill(_heads, -1);
    }

    private void Link(int position, int hash, bool isNew)
    {
        ref var head = ref _heads[hash & (_heads.Length - 1)];
        if (isNew)
            _links.Add((hash, head));
        else
            _links[position] = (hash, head);
        head = position;
    }

    private void Grow()
    {
        _heads = NewHeads(_heads.Length * 2);
        for (var i = 0; i < _links.Count; i++)
            Link(i, _links[i].Hash, isNew: false);
    }

    private static int[] NewHeads(int length)
    {
        var heads = new int[length];
        Array.Fill(heads, -1);
        return heads;
    }
}
