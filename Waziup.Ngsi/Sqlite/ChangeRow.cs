using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>A record of the change log that is about to be written.</summary>
/// <param name="Sequence">Its position.</param>
/// <param name="Tenant">The tenant's number.</param>
/// <param name="Entity">The entity's key.</param>
/// <param name="Change">What happened.</param>
/// <param name="After">The bytes of what the entity has become.</param>
/// <param name="Previous">The bytes of the changed instances as they were, where there were any.</param>
/// <param name="Closes">Whether it is the last of its commit, which carries the fingerprint.</param>
internal readonly record struct ChangeRow(long Sequence, long Tenant, long Entity, Change Change, StoredEntity After, StoredEntity? Previous, bool Closes);
