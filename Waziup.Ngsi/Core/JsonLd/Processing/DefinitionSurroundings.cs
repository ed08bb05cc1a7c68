using System.Text.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Where a context stands that defines terms.</summary>
/// <param name="BaseUrl">The document, null if it has no URL.</param>
/// <param name="IsProtected">Whether its terms are protected unless they say otherwise.</param>
/// <param name="OverridesProtected">Whether it may redefine protected terms.</param>
/// <param name="IsTrial">Whether it belongs to a term, and is processed only to see whether it can be.</param>
/// <param name="TryScoped">Processes the context of a term on top of what is defined so far, as a trial.</param>
internal sealed record DefinitionSurroundings(
    string? BaseUrl, bool IsProtected, bool OverridesProtected, bool IsTrial, Action<JsonElement> TryScoped);
