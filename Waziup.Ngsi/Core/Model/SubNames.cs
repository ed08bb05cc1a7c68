using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>The names of the sub-attributes of a body and of the bodies inside it, each once in its own.</summary>
internal sealed class SubNames
{
    private readonly List<(int Mark, Iri Name)> _all = [];
    private readonly HashSet<(int Mark, Iri Name)> _open = [];

    public int Capacity => _all.Capacity;

    /// <summary>Opens a body; <see cref="End"/> closes it.</summary>
    /// <returns>Its mark.</returns>
    public int Start() => _all.Count;

    /// <summary>Notes a name; false if it is there since <paramref name="mark"/>.</summary>
    public bool Add(Iri name, int mark)
    {
        if (!_open.Add((mark, name)))
            return false;
        _all.Add((mark, name));
        return true;
    }

    public void End(int mark)
    {
        for (var i = mark; i < _all.Count; i++)
            _open.Remove(_all[i]);
        _all.RemoveRange(mark, _all.Count - mark);
    }

    public void Clear()
    {
        _all.Clear();
        _open.Clear();
    }
}
