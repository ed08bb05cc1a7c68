using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>A window of the history of one entity, with numbers for names.</summary>
/// <param name="Tenant">The tenant's number.</param>
/// <param name="Id">The hash of the entity's id.</param>
/// <param name="Window">The window.</param>
/// <param name="Names">The numbers of the attributes that it names; null where it names none.</param>
internal sealed record AskedWindow(int Tenant, Guid Id, Window Window, int[]? Names);
