namespace Waziup.Ngsi.Model;

/// <summary>Finds instances of an entity by name and datasetId, many times over.</summary>
internal sealed class InstanceFinder
{
    private readonly Entity _entity;
    private readonly Chains? _keys;
    private readonly Chains? _names;
    private readonly List<int> _firsts = [];

    /// <param name="entity">Where to find.</param>
    /// <param name="searches">About how often; where that makes too many comparisons, the entity is hashed.</param>
    public InstanceFinder(Entity entity, int searches)
    {
        _entity = entity;
        var instances = entity.Instances;
        if ((long)searches * instances.Length <= Chains.Few)
            return;
        _keys = new Chains();
        _names = new Chains();
        for (var i = 0; i < instances.Length; i++)
        {
            var name = entity.NameOf(in instances[i]);
            _keys.Add(Chains.HashOf(name, entity.DatasetOf(in instances[i])));
            if (i > 0 && instances[i].NameStart == instances[i - 1].NameStart)
                continue;
            _names.Add(Chains.HashOf(name));
            _firsts.Add(i);
        }
    }

    /// <summary>The position of an instance, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> dataset)
    {
        if (_keys is null)
            return _entity.Find(name, dataset);
        for (var at = _keys.First(Chains.HashOf(name, dataset)); at >= 0; at = _keys.Next(at))
        {
            ref readonly var entry = ref _entity.Instances[at];
            if (_entity.NameOf(in entry).SequenceEqual(name) && _entity.DatasetOf(in entry).SequenceEqual(dataset))
                return at;
        }
        return -1;
    }

    /// <summary>The instances of an attribute, which stand one behind the other.</summary>
    public ReadOnlySpan<InstanceEntry> Of(ReadOnlySpan<byte> name)
    {
        var start = First(name);
        if (start < 0)
            return default;
        var instances = _entity.Instances;
        var end = start + 1;
        while (end < instances.Length && instances[end].NameStart == instances[start].NameStart)
            end++;
        return instances.AsSpan(start, end - start);
    }

    public bool Has(ReadOnlySpan<byte> name) => First(name) >= 0;

    private int First(ReadOnlySpan<byte> name)
    {
        if (_names is null)
            return _entity.Find(name);
        for (var at = _names.First(Chains.HashOf(name)); at >= 0; at = _names.Next(at))
        {
            if (_entity.NameOf(in _entity.Instances[_firsts[at]]).SequenceEqual(name))
                return _firsts[at];
        }
        return -1;
    }
}
