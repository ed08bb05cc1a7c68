using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Reads from a request in which shape temporal evolutions go out (6.3.12).</summary>
internal static class TemporalRepresentation
{
    /// <returns>What format says, else what options say; null where both are silent.</returns>
    /// <exception cref="NgsiLdException">InvalidRequest for unknown formats.</exception>
    public static HistoryForm? FormOf(Exchange exchange)
    {
        var options = exchange.Parameters.Options(exchange.Route);
        if (exchange.Parameters["format"] is { } format)
            return Form(format) ?? throw Parameters.Invalid($"'{format}' is not a format; known are normalized, temporalValues, aggregatedValues");
        var forms = options.Select(Form).Where(form => form is not null).Distinct().ToList();
        return forms.Count <= 1 ? forms.FirstOrDefault() : throw Parameters.Invalid("options name two formats");
    }

    /// <exception cref="NgsiLdException">BadRequestData for languages that are none.</exception>
    public static Shape Of(Exchange exchange, Preferences preferences, string? lang)
    {
        return new Shape
        {
            SystemTimes = Array.IndexOf(exchange.Parameters.Options(exchange.Route), "sysAttrs") >= 0,
            Languages = lang is null ? null : LanguageRanges.Of(lang),
            ContextInBody = exchange.Accept == MediaType.JsonLd,
            Version = Math.Min(preferences.Version ?? Shape.NewestVersion, Shape.NewestVersion),
        };
    }

    private static HistoryForm? Form(string name) => name switch
    {
        "normalized" => HistoryForm.Normalized,
        "temporalValues" => HistoryForm.Values,
        "aggregatedValues" => HistoryForm.Aggregated,
        _ => null,
    };
}
