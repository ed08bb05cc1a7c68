using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Federation;

/// <summary>How a source is to be asked (5.2.34).</summary>
/// <param name="LocalOnly">It is not to ask others in turn.</param>
/// <param name="Timeout">How long an answer may take; null: as the broker says.</param>
/// <param name="Cooldown">How long it is not asked after it has failed; null: it is.</param>
internal sealed record SourceManagement(bool LocalOnly, TimeSpan? Timeout, TimeSpan? Cooldown)
{
    /// <summary>For how long an answer is given again without asking; null: not at all.</summary>
    public Period? CacheDuration { get; init; }
}
