using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Reads from a request in which shape entities go out (6.3.7).</summary>
internal static class Representation
{
    /// <exception cref="NgsiLdException">InvalidRequest for unknown formats, BadRequestData for what does not go together.</exception>
    public static Shape Of(Exchange exchange, Preferences preferences, string? lang)
    {
        var parameters = exchange.Parameters;
        var options = parameters.Options(exchange.Route);
        var isGeo = exchange.Accept == MediaType.GeoJson;
        if (parameters["geometryProperty"] is not null && !isGeo)
            throw NgsiLdErrors.Bad("geometryProperty needs Accept: application/geo+json");
        return new Shape
        {
            Format = FormatOf(exchange, options),
            SystemTimes = Array.IndexOf(options, "sysAttrs") >= 0,
            Geometry = isGeo ? GeometryOf(exchange) : null,
            Languages = lang is null ? null : LanguageRanges.Of(lang),
            ContextInBody = exchange.Accept == MediaType.JsonLd || (isGeo && !preferences.ContextInLink),
            Version = Math.Min(preferences.Version ?? Shape.NewestVersion, Shape.NewestVersion),
        };
    }

    /// <summary>What format says, else what options say, else normalized.</summary>
    public static EntityFormat FormatOf(Exchange exchange, string[] options)
    {
        if (exchange.Parameters["format"] is { } format)
            return EntityFormats.Named(format) ?? throw Parameters.Invalid($"'{format}' is not a format; known are normalized, concise, simplified, keyValues");
        EntityFormat? found = null;
        foreach (var option in options)
        {
            if (EntityFormats.Named(option) is not { } named)
                continue;
            if (found is not null && found != named)
                throw Parameters.Invalid("options name two formats");
            found = named;
        }
        return found ?? EntityFormat.Normalized;
    }

    private static Iri GeometryOf(Exchange exchange) => exchange.Parameters["geometryProperty"] is { } name
        ? InstanceReader.Expand(System.Text.Encoding.UTF8.GetBytes(name), exchange.Call.Terms) : Model.Core.Location;
}
