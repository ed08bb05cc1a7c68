using System.Collections;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>Samples in order: more come at the end, old ones leave at the front.</summary>
internal sealed class Deque : IReadOnlyList<Sample>
{
    private Sample[] _ring = [];
    private int _first;

    public int Count { get; private set; }

    public Sample this[int index]
    {
        get => _ring[At(index)];
        set => _ring[At(index)] = value;
    }

    public Sample Last => this[Count - 1];

    public void Add(Sample sample)
    {
        if (Count == _ring.Length)
            Grow();
        _ring[(_first + Count++) & (_ring.Length - 1)] = sample;
    }

    public Sample RemoveFirst()
    {
        var at = At(0);
        var sample = _ring[at];
        _ring[at] = null!;
        _first = (at + 1) & (_ring.Length - 1);
        Count--;
        return sample;
    }

    public void Clear()
    {
        while (Count > 0)
            RemoveFirst();
    }

    /// <summary>Adds a sample and lets the oldest go, so that no more than some stay.</summary>
    public void Add(Sample sample, int most)
    {
        Add(sample);
        while (Count > most)
            RemoveFirst();
    }

    public Deque Copy() => new() { _ring = (Sample[])_ring.Clone(), _first = _first, Count = Count };

    public IEnumerator<Sample> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return (_first + index) & (_ring.Length - 1);
    }

    private void Grow()
    {
        var larger = new Sample[Math.Max(4, _ring.Length * 2)];
        for (var i = 0; i < Count; i++)
            larger[i] = this[i];
        (_ring, _first) = (larger, 0);
    }
}
