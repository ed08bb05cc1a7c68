using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Who carries out which part of a write (4.3.6.2, 4.3.6.3).</summary>
/// <param name="Parts">The parts of sources; those that stand in for local data first.</param>
/// <param name="Local">The attributes that are written here; null where the write is about no attributes in particular.</param>
/// <param name="IsLocal">Whether something is to be done here: as a rule, not, or only where the entity is held here (null).</param>
internal sealed record WriteSplit(IReadOnlyList<WritePart> Parts, IReadOnlySet<Iri>? Local, bool? IsLocal)
{
    /// <param name="matches">The sources that the write concerns.</param>
    /// <param name="looping">Those through which it came.</param>
    /// <param name="names">The attributes that it is about; null where it is about the whole entity.</param>
    public static WriteSplit Of(IReadOnlyList<SourceMatch> matches, IReadOnlyList<SourceMatch> looping, IReadOnlyCollection<Iri>? names)
    {
        var parts = new List<WritePart>();
        var rest = names?.ToHashSet();
        var isWhollyElsewhere = false;
        foreach (var mode in new[] { SourceMode.Exclusive, SourceMode.Redirect })
        {
            var taken = new HashSet<Iri>();
            foreach (var match in matches.Concat(looping).Where(match => match.Registration.Mode == mode))
            {
                if (PartOf(match, rest, names) is not { } part)
                    continue;
                parts.Add(part with { IsLooping = looping.Contains(match) });
                isWhollyElsewhere |= match.Attributes is null;
                taken.UnionWith(part.Names ?? []);
            }
            // Of several redirects each gets everything.
            rest?.ExceptWith(taken);
        }
        var isProxied = parts.Count > 0;
        if (!isWhollyElsewhere)
        {
            parts.AddRange(matches.Where(match => match.Registration.Mode == SourceMode.Inclusive)
                .Select(match => PartOf(match, rest, names)).OfType<WritePart>());
        }
        if (rest is null)
            return new WriteSplit(parts, null, isProxied ? isWhollyElsewhere ? false : null : true);
        return new WriteSplit(parts, rest, rest.Count > 0 || (names!.Count == 0 && !isWhollyElsewhere));
    }

    /// <summary>What a source gets; null for nothing.</summary>
    private static WritePart? PartOf(SourceMatch match, HashSet<Iri>? rest, IReadOnlyCollection<Iri>? names)
    {
        if (rest is null)
            return new WritePart(match, null);
        Iri[] covered = [.. rest.Where(match.Has)];
        return covered.Length > 0 || (names!.Count == 0 && match.Attributes is null) ? new WritePart(match, covered) : null;
    }
}

/// <summary>The part of a write that a source carries out.</summary>
/// <param name="Match">The source.</param>
/// <param name="Names">The attributes; null where the write is about none in particular.</param>
internal sealed record WritePart(SourceMatch Match, IReadOnlyCollection<Iri>? Names)
{
    /// <summary>Whether the request has come through it already.</summary>
    public bool IsLooping { get; init; }

    public Registration Registration => Match.Registration;
}
