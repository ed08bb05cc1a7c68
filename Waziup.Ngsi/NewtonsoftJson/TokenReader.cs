using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Newtonsoft.Json.Linq;

namespace Waziup.Ngsi.NewtonsoftJson;

/// <summary>Makes tokens out of JSON without losing how a number was written.</summary>
internal static class TokenReader
{
    private const int LongestBigInteger = 1000;

    /// <summary>Reads a value; its depth is bounded by what was parsed.</summary>
    public static JToken Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(json),
        JsonValueKind.Array => new JArray(json.EnumerateArray().Select(Read)),
        JsonValueKind.String => new JValue(json.GetString()),
        JsonValueKind.Number => ReadNumber(json.GetRawText()),
        JsonValueKind.True => new JValue(true),
        JsonValueKind.False => new JValue(false),
        _ => JValue.CreateNull(),
    };

    private static JObject ReadObject(JsonElement json)
    {
        var result = new JObject();
        foreach (var member in json.EnumerateObject())
            result[member.Name] = Read(member.Value);
        return result;
    }

    private static JValue ReadNumber(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && Prints(whole, text))
            return new JValue(whole);
        if (text.Contains('.', StringComparison.Ordinal))
        {
            const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
            if (decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var exact) && Prints(exact, text))
                return new JValue(exact);
        }
        // A very long one would take its time: it stays a text.
        else if (text.Length <= LongestBigInteger
            && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var big) && Prints(big, text))
        {
            return new JValue(big);
        }
        return new JRaw(text);
    }

    private static bool Prints(IFormattable number, string text) => number.ToString(null, CultureInfo.InvariantCulture) == text;
}
