using System.Globalization;

namespace Waziup.Ngsi.Sensors.Catalogue;

/// <summary>A factor between units, kept as a fraction so that hours and inches stay exact.</summary>
internal readonly record struct Factor(decimal Above, decimal Below)
{
    /// <summary>Reads <c>0.001</c> or <c>1000/3600</c>.</summary>
    public static Factor Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? new Factor(Number(text), 1)
            : new Factor(Number(text[..slash]), Number(text[(slash + 1)..]));
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
