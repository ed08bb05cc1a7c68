using System.Collections.Immutable;

namespace Waziup.Ngsi.Model;

/// <summary>What of a fragment is not written, and why: each attribute once, with the first reason.</summary>
internal sealed class Refusals
{
    public const string NotPermitted = "you may not write this attribute";

    private readonly List<RefusedAttribute> _all = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public int Count => _all.Count;

    public void Add(ReadOnlySpan<byte> name, string reason)
    {
        var text = Patch.Show(name);
        if (_names.Add(text))
            _all.Add(new RefusedAttribute(text, reason));
    }

    /// <summary>All, in the order of the fragment: that of what is stored would tell what is there.</summary>
    public ImmutableArray<RefusedAttribute> ToImmutable(Entity fragment)
    {
        if (_all.Count < 2)
            return [.. _all];
        var order = fragment.AttributeNames().Select((name, position) => (name.Value, position)).ToDictionary(StringComparer.Ordinal);
        return [.. _all.OrderBy(refused => order.GetValueOrDefault(refused.Name, -1))];
    }

    /// <summary>The attributes of the fragment that were not refused; none where nothing was, because nobody asks then.</summary>
    public ImmutableArray<string> Others(Entity fragment)
    {
        if (_all.Count == 0)
            return [];
        var others = ImmutableArray.CreateBuilder<string>();
        foreach (ref readonly var given in fragment.Instances.AsSpan())
        {
            var name = Patch.Show(fragment.NameOf(in given));
            // The instances of one attribute stand one behind the other.
            if ((others.Count == 0 || others[^1] != name) && !_names.Contains(name))
                others.Add(name);
        }
        return others.ToImmutable();
    }
}
