using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Changes one instance of the history (5.6.14): it keeps its id, its datasetId and when it was created, and may move in time.</summary>
internal static class Correction
{
    /// <summary>Replaces the instance; it becomes current where it is the one that is, or is newer.</summary>
    public static Change Run(Entity known, Entity? live, Mutation mutation, Instant now, Instant stamp)
    {
        var (given, old) = (mutation.Fragment!, mutation.Instance);
        ref readonly var entry = ref given.Instances[0];
        if (entry.Is(InstanceFlags.Null))
            return Change.Refuse(NgsiLdErrors.BadRequestData("an instance has a value; null is not allowed here"));
        if (!given.DatasetOf(in entry).SequenceEqual(Encoding.UTF8.GetBytes(old.DatasetId ?? "")))
            return Change.Refuse(NgsiLdErrors.BadRequestData($"the instance has {(old.DatasetId is null ? "no datasetId" : "the datasetId " + old.DatasetId)}, which stays"));
        var at = entry.ObservedAt.IsNone ? old.At : entry.ObservedAt;
        var isMoved = at != old.At;
        var edits = ImmutableArray.CreateBuilder<HistoryEdit>();
        if (isMoved)
            edits.Add(Evolution.Of(HistoryEditKind.RemoveInstance, mutation, old.At, stamp));
        edits.Add(Ingestion.Edit(given, 0, at, stamp) with { CreatedAt = old.CreatedAt, InstanceId = Encoding.UTF8.GetBytes(old.Id) });
        if (live is null || Ingestion.IsFuture(at, now) || !Ingestion.Supersedes(live, given, in entry, old.At, at))
            return Evolution.Rewrite(known, mutation, stamp, edits.ToImmutable());
        var change = Patch.Compose(live, Ingestion.Composed(live, mutation, given), now, stamp);
        return change.Error is not null ? change
            : change.Writes ? change.With(edits.ToImmutable()) : Evolution.Rewrite(known, mutation, stamp, edits.ToImmutable());
    }
}
