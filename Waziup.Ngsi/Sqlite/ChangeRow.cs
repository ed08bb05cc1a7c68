using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sqlite;

/// <summary>A record of the change log that is about to be written.</summary>
/// <param name="Sequence">Its position.</param>
/// <param name="Tenant">The tenant's number.</param>
/// <param name="Entity">The entity's key.</param>
/// <param name="Change">What happened.</param>
/// <param name="Index">The encoded index of what the entity has become.</param>
/// <param name="Closes">Whether it is the last of its commit, which carries the fingerprint.</param>
internal readonly record struct ChangeRow(long Sequence, long Tenant, long Entity, Change Change, byte[] Index, bool Closes);
