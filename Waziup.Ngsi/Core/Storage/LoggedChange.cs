using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>One record of the change log.</summary>
/// <param name="Sequence">The position in the log; per entity it is the order of commit.</param>
/// <param name="Tenant">Whose entity.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Cause">Why.</param>
/// <param name="At">The stamp of the write.</param>
/// <param name="After">The entity after the write; for a deletion its remains.</param>
/// <param name="Previous">The changed instances as they were, under types, scope and expiry as they were; for a deletion the entity before; null where nothing was replaced.</param>
public sealed record LoggedChange(
    long Sequence, TenantId Tenant, ChangeKind Kind, ChangeCause Cause, Instant At, Entity After, Entity? Previous);

/// <summary>How far a reader of the log has come.</summary>
/// <param name="Sequence">The last record it is done with.</param>
/// <param name="Epoch">Grows each time the reader's work changes hands; an older epoch cannot move the cursor.</param>
public readonly record struct Cursor(long Sequence, long Epoch);
