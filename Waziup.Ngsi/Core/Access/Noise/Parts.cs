using System.Buffers.Binary;
using System.Text;

namespace Waziup.Ngsi.Access.Noise;

/// <summary>Puts texts together so that no others give the same bytes.</summary>
internal static class Parts
{
    /// <summary>Each in UTF-8 behind its length in 4 bytes, the most significant first.</summary>
    public static byte[] Join(IEnumerable<string> parts) => [.. parts.SelectMany(WithLength)];

    private static byte[] WithLength(string part)
    {
        var bytes = new byte[sizeof(int) + Encoding.UTF8.GetByteCount(part)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - sizeof(int));
        Encoding.UTF8.GetBytes(part, bytes.AsSpan(sizeof(int)));
        return bytes;
    }
}
