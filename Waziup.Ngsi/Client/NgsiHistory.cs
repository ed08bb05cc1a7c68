namespace Waziup.Ngsi.Client;

/// <summary>The past of an entity, or as much of it as fits into one answer.</summary>
/// <param name="Entity">The entity; each attribute has one instance per reading.</param>
/// <param name="IsPartial">Whether the broker had more to give than one answer holds (6.3.10): ask again from <paramref name="End"/> on.</param>
/// <param name="Start">Where a partial answer begins.</param>
/// <param name="End">Where a partial answer ends; earlier than its start where the newest readings were asked for.</param>
public sealed record NgsiHistory(NgsiEntity Entity, bool IsPartial, DateTimeOffset? Start, DateTimeOffset? End);
