using System.Collections.Immutable;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Judges the writes of one call by what its tenant may hold.</summary>
/// <param name="ledger">What the tenant holds.</param>
/// <param name="reached">Is called when something is refused.</param>
internal sealed class Admission(TenantLedger ledger, Action reached)
{
    private TenantUsage _reserved;

    /// <summary>Inside the store's transaction: the change itself, or its refusal. One that is computed again reserves again, until the call ends.</summary>
    public Change Admit(Change change)
    {
        if (!change.Writes || change.Kind == ChangeKind.Deleted || !Adds(change))
            return change;
        var growth = GrowthOf(change);
        if (ledger.Reserve(growth) is { } limit)
        {
            reached();
            return Change.Refuse(NgsiLdErrors.LimitReached($"the tenant may hold {limit}, and would hold more with this"));
        }
        _reserved += growth;
        return change;
    }

    /// <summary>The call has ended.</summary>
    /// <param name="changes">What was written; empty where nothing was.</param>
    public void Settle(ImmutableArray<Change> changes)
    {
        var written = default(TenantUsage);
        foreach (var change in changes)
        {
            if (change.Writes)
                written += GrowthOf(change);
        }
        ledger.Settle(_reserved, written);
    }

    // Who takes something away is always let.
    private static bool Adds(Change change) => change.Kind == ChangeKind.Created || change.History.Any(edit => edit.Kind == HistoryEditKind.Put);

    // Rows that replace others, and those that are taken away, are known to the store alone: they are found with the next measurement.
    private static TenantUsage GrowthOf(Change change)
    {
        var entities = change.Kind switch { ChangeKind.Created => 1, ChangeKind.Deleted => -1, _ => 0 };
        var (rows, bytes) = (0, change.Kind == ChangeKind.Created ? change.After!.Size : 0L);
        foreach (ref readonly var edit in change.History.AsSpan())
        {
            if (edit.Kind is not (HistoryEditKind.Put or HistoryEditKind.Deletion))
                continue;
            rows++;
            bytes += edit.Body.Length;
        }
        return new TenantUsage(entities, rows, bytes);
    }
}
