using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Waziup.Ngsi.JsonLd;

/// <summary>Strings of a context document, in and out.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(value => (byte)value), (byte)'"', (byte)'\\']);

    /// <summary>The text of a JSON string.</summary>
    /// <exception cref="JsonLdException">It is no string, or one with half of a surrogate pair, which has no text.</exception>
    public static string Read(JsonElement value, string name)
    {
        try
        {
            if (value.ValueKind == JsonValueKind.String)
                return value.GetString()!;
        }
        catch (InvalidOperationException broken)
        {
            throw new JsonLdException(JsonLdErrorCode.InvalidContext, "A string of the context is not valid Unicode.", broken);
        }

        throw new JsonLdException(JsonLdErrorCode.InvalidContext, $"In a context, \"{name}\" must be a string.");
    }

    /// <summary>The members of an object; of members with the same name the last.</summary>
    public static Dictionary<string, JsonElement> ReadMembers(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        try
        {
            foreach (var member in value.EnumerateObject())
                members[member.Name] = member.Value;
        }
        catch (InvalidOperationException broken)
        {
            throw new JsonLdException(JsonLdErrorCode.InvalidContext, "A name in the context is not valid Unicode.", broken);
        }

        return members;
    }

    /// <summary>Whether text cannot be the inside of a JSON string as it is.</summary>
    public static bool NeedsEscape(ReadOnlySpan<byte> text) => text.ContainsAny(Escaped);

    /// <summary>Text as the inside of a JSON string, escaping only what must be.</summary>
    public static byte[] Escape(ReadOnlySpan<byte> text)
    {
        if (!NeedsEscape(text))
            return text.ToArray();

        var buffer = new ArrayBufferWriter<byte>(text.Length + 16);
        foreach (var value in text)
        {
            if (value is (byte)'"' or (byte)'\\')
                buffer.Write([(byte)'\\', value]);
            else if (value < 0x20)
                buffer.Write(Encoding.ASCII.GetBytes($"\\u{(int)value:x4}"));
            else
                buffer.Write([value]);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
