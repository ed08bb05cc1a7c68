using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>What MQTT takes for a string: well-formed UTF-8 of at most 65,535 bytes without NUL (5.0, section 1.5.4).</summary>
internal static class ProtocolText
{
    public static bool IsValid(ReadOnlySpan<byte> utf8) => utf8.IndexOf((byte)0) < 0 && Utf8.IsValid(utf8);

    public static bool IsValid(string text) =>
        !text.Contains('\0', StringComparison.Ordinal) && IsWellFormed(text) && Encoding.UTF8.GetByteCount(text) <= ushort.MaxValue;

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text))
            return true;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var used) != OperationStatus.Done)
                return false;
            text = text[used..];
        }
        return true;
    }
}
