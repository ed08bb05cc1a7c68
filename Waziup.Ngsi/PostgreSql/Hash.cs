using System.Security.Cryptography;
using System.Text;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>What a text is looked up by: an index takes no text as long as ids and names may be.</summary>
internal static class Hash
{
    /// <summary>The first half of the SHA-256.</summary>
    public static Guid Of(ReadOnlySpan<byte> utf8)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8, hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    public static Guid Of(string text) => Of(Encoding.UTF8.GetBytes(text));
}
