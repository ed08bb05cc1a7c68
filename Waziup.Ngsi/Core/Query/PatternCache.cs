using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Waziup.Ngsi.Query;

/// <summary>The automata of patterns that were used of late.</summary>
/// <param name="most">How many of each of two generations are kept: when the young one is full, the old one goes.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class PatternCache(int most)
{
    private readonly Lock _gate = new();
    private ConcurrentDictionary<string, Regex> _old = new();
    private ConcurrentDictionary<string, Regex> _young = new();

    /// <summary>Those of the process: some megabytes.</summary>
    public static PatternCache Shared { get; } = new(most: 64);

    /// <summary>The automaton of a pattern, made where it is not there.</summary>
    public Regex Get(string pattern, Func<string, Regex> make)
    {
        if (_young.TryGetValue(pattern, out var known))
            return known;
        known = _old.TryGetValue(pattern, out var older) ? older : make(pattern);
        lock (_gate)
        {
            if (_young.Count >= most)
                (_old, _young) = (_young, new ConcurrentDictionary<string, Regex>());
            _young[pattern] = known;
        }
        return known;
    }
}
