using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>The forms that an answer can have.</summary>
internal enum MediaType : byte
{
    Json,
    JsonLd,
    GeoJson,
}

/// <summary>Which body a request may have and which answer it gets (6.3.4).</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string JsonLd = "application/ld+json";
    public const string GeoJson = "application/geo+json";
    private const string MergePatch = "application/merge-patch+json";

    /// <summary>In order of preference where a client likes several alike.</summary>
    private static readonly string[] Offered = [Json, JsonLd, GeoJson];

    public static string Name(MediaType type) => Offered[(int)type];

    /// <summary>Whether a body of this type is understood; tells whether it carries its own @context.</summary>
    public static bool IsBody(string? contentType, string method, out bool isJsonLd)
    {
        isJsonLd = false;
        // A page of somebody else's cannot send a PATCH without asking first; a POST without a type it can.
        if (contentType is null)
            return method == "PATCH";
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        var type = (end < 0 ? contentType.AsSpan() : contentType.AsSpan(0, end)).Trim();
        isJsonLd = type.Equals(JsonLd, StringComparison.OrdinalIgnoreCase);
        return isJsonLd || type.Equals(Json, StringComparison.OrdinalIgnoreCase)
            || (method == "PATCH" && type.Equals(MergePatch, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The form to answer in; null where nothing that is offered is acceptable.</summary>
    public static MediaType? Negotiate(StringValues accept, AnswerKind answer)
    {
        if (accept.Count == 0 || (accept.Count == 1 && accept[0] is null or "" or "*/*" or Json))
            return MediaType.Json;
        MediaType? best = null;
        var bestWeight = 0.0;
        var offers = answer == AnswerKind.Entities ? 3 : 2;
        for (var i = 0; i < offers; i++)
        {
            var weight = Weight(accept, Offered[i]);
            if (weight <= bestWeight)
                continue;
            best = (MediaType)i;
            bestWeight = weight;
        }
        return best;
    }

    /// <summary>What the header gives a type: by its own entry, else by <c>application/*</c>, else by <c>*/*</c>; 0 for nothing.</summary>
    private static double Weight(StringValues accept, string type)
    {
        var found = 0;
        var weight = 0.0;
        foreach (var header in accept)
        {
            foreach (var entry in (header ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                var pieces = entry.Split(';', StringSplitOptions.TrimEntries);
                var precision = pieces[0].Equals(type, StringComparison.OrdinalIgnoreCase) ? 3
                    : pieces[0].Equals("application/*", StringComparison.OrdinalIgnoreCase) ? 2
                    : pieces[0] == "*/*" ? 1 : 0;
                if (precision == 0 || precision < found)
                    continue;
                var own = Quality(pieces);
                weight = precision > found ? own : Math.Max(weight, own);
                found = precision;
            }
        }
        return weight;
    }

    private static double Quality(string[] pieces)
    {
        foreach (var piece in pieces.AsSpan(1))
        {
            if (piece.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                && double.TryParse(piece.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality)
                && quality is >= 0 and <= 1)
                return quality;
        }
        return 1;
    }
}
