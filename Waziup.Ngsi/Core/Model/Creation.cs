using System.Collections.Immutable;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>An entity comes into being as its body says, whole: what <see cref="Composer"/> would make of it, without writing the document a second time.</summary>
/// <remarks>A tenth of what creating costs. That both make the same is a law that a test holds; everything else goes through the composer.</remarks>
internal static class Creation
{
    /// <summary>Whether the fragment can be the entity as it stands: it is whole, and nothing of it is refused, deleted or still without a kind.</summary>
    public static bool Fits(Mutation mutation)
    {
        var fragment = mutation.Fragment!;
        if (mutation.MayWrite is not null || mutation.IsIngest || fragment.Id != mutation.Id || ComposedHead.DeletesScope(fragment))
            return false;
        foreach (ref readonly var given in fragment.Instances.AsSpan())
        {
            if (given.Is(InstanceFlags.Null | InstanceFlags.Bare) || given.ValueLength == 0)
                return false;
        }
        return true;
    }

    /// <summary>The change that makes the fragment an entity.</summary>
    public static Change Run(Mutation mutation, Instant stamp)
    {
        var after = mutation.Fragment!.Created(stamp);
        var count = after.Instances.Length;
        var edits = ImmutableArray.CreateBuilder<HistoryEdit>(count + (after.HasScope ? 1 : 0));
        for (var i = 0; i < count; i++)
            edits.Add(Edits.Put(after, i, stamp));
        if (after.HasScope)
            edits.Add(Edits.Scope(after, stamp));
        return new Change
        {
            Outcome = Outcome.Done,
            Kind = ChangeKind.Created,
            Cause = mutation.Cause,
            After = after,
            Stamp = stamp,
            Updated = [],
            NotUpdated = [],
            History = edits.MoveToImmutable(),
        };
    }
}
