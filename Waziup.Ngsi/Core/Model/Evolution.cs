using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>The writes to the temporal evolution of an entity (5.6.11 to 5.6.16).</summary>
/// <remarks>What comes in may become current, see <see cref="Ingestion"/>. What is taken out of the history leaves the current state as it is.</remarks>
internal static class Evolution
{
    /// <summary>Computes what a temporal mutation makes of an entity.</summary>
    /// <param name="known">The stored entity, or what remains of it; null if there never was one.</param>
    /// <param name="live">The same, unless it is deleted or has expired.</param>
    /// <param name="mutation">What is asked.</param>
    /// <param name="now">The clock's time.</param>
    /// <param name="stamp">The stamp of this write.</param>
    public static Change Apply(Entity? known, Entity? live, Mutation mutation, Instant now, Instant stamp)
    {
        if (mutation.Kind == MutationKind.Ingest)
            return Ingestion.Run(known, live, mutation, now, stamp);
        if (known is null)
            return Change.NotFound($"entity {mutation.Id.Value}");
        switch (mutation.Kind)
        {
            case MutationKind.IngestAttributes:
                return Ingestion.Run(known, live, mutation, now, stamp);
            case MutationKind.EditInstance:
                return Hidden(mutation) ?? Correction.Run(known, live, mutation, now, stamp);
            case MutationKind.DeleteInstance:
                return Hidden(mutation) ?? Rewrite(known, mutation, stamp, [Of(HistoryEditKind.RemoveInstance, mutation, mutation.Instance.At, stamp)]);
            case MutationKind.DeleteHistory:
                var kind = mutation.DeleteAll ? HistoryEditKind.RemoveName : HistoryEditKind.RemoveAttribute;
                return Hidden(mutation) ?? Rewrite(known, mutation, stamp, [Of(kind, mutation, stamp, stamp)]);
            default:
                return Delete(known, live, mutation, stamp);
        }
    }

    /// <summary>A change of the history alone.</summary>
    public static Change Rewrite(Entity known, Mutation mutation, Instant stamp, ImmutableArray<HistoryEdit> edits) => new()
    {
        Outcome = Outcome.Done,
        Kind = ChangeKind.Rewritten,
        Cause = mutation.Cause,
        After = known,
        Stamp = stamp,
        History = edits,
    };

    /// <summary>An edit that takes rows of the attribute away.</summary>
    public static HistoryEdit Of(HistoryEditKind kind, Mutation mutation, Instant at, Instant stamp) => new(
        kind, mutation.Attribute?.Utf8.ToArray(), Encoding.UTF8.GetBytes(mutation.DatasetId ?? mutation.Instance.DatasetId ?? ""), at, stamp,
        AttributeKind.None, default, double.NaN);

    /// <summary>5.6.16: everything; the entity too where it came into being by a temporal write.</summary>
    private static Change Delete(Entity known, Entity? live, Mutation mutation, Instant stamp)
    {
        ImmutableArray<HistoryEdit> edits = [Of(HistoryEditKind.RemoveAll, mutation, stamp, stamp)];
        return live is { WasIngested: true }
            ? Removal.Delete(live, mutation.Cause, stamp).With(edits)
            : Rewrite(known, mutation, stamp, edits);
    }

    private static Change? Hidden(Mutation mutation)
    {
        var name = mutation.Attribute!.Utf8;
        if (!mutation.Reveals(name))
            return Change.NotFound($"attribute {mutation.Attribute.Value} in {mutation.Id.Value}");
        return mutation.Allows(name) ? null : Change.Refuse(NgsiLdErrors.Forbidden($"you may not write {mutation.Attribute.Value}"));
    }
}
