using System.Buffers;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Holds bodies to a depth below the one that the readers of the model accept anyway.</summary>
internal static class JsonDepth
{
    private static readonly SearchValues<byte> Marks = SearchValues.Create("\"{}[]"u8);

    /// <exception cref="NgsiLdException">InvalidRequest beyond the depth.</exception>
    public static void Check(ReadOnlySpan<byte> json, int most)
    {
        if (most < BodyJson.MaxDepth && IsDeeper(json, most))
            throw new NgsiLdException(NgsiLdErrors.InvalidRequest($"the body nests deeper than {most} levels"));
    }

    /// <summary>Counts brackets outside of strings; whether it is JSON at all is for others to say.</summary>
    internal static bool IsDeeper(ReadOnlySpan<byte> json, int most)
    {
        var depth = 0;
        while (json.IndexOfAny(Marks) is >= 0 and var at)
        {
            var mark = json[at];
            json = json[(at + 1)..];
            if (mark is (byte)'{' or (byte)'[' && ++depth > most)
                return true;
            if (mark is (byte)'}' or (byte)']')
                depth--;
            else if (mark == (byte)'"')
                json = AfterString(json);
        }
        return false;
    }

    private static ReadOnlySpan<byte> AfterString(ReadOnlySpan<byte> json)
    {
        while (json.IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var at)
        {
            if (json[at] == (byte)'"')
                return json[(at + 1)..];
            json = json[Math.Min(at + 2, json.Length)..];
        }
        return [];
    }
}
