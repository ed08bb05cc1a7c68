using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>A language or a direction that a term gives its strings: none is said, or one, or that they have none.</summary>
/// <param name="IsSet">Whether the term says anything.</param>
/// <param name="Value">What it says; null: that there is none.</param>
internal readonly record struct TextMapping(bool IsSet, Utf8Slice Value)
{
    /// <summary>What holds for a string, given what the context says of all.</summary>
    public Utf8Slice Or(Utf8Slice common) => IsSet ? Value : common;
}
