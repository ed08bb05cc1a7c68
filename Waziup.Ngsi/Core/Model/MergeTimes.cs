using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>The times that a merge writes.</summary>
/// <param name="Stamp">The write's stamp; none where no times are to be written.</param>
/// <param name="ObservedAt">Put in place of an observedAt that the fragment leaves out (5.6.17); none for keeping the old one.</param>
internal readonly record struct MergeTimes(Instant Stamp, Instant ObservedAt);
