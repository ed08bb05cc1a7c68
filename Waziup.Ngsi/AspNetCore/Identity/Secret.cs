using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>Random texts that say who somebody is. Only their hashes are kept; they are long, so that a plain hash is enough.</summary>
internal static class Secret
{
    private const int Length = 32;
    private const int MarkLength = 12;

    /// <summary>A new one: 32 random bytes in base64url.</summary>
    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length));

    /// <summary>A random name for one of many.</summary>
    public static string Mark() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(MarkLength));

    /// <summary>What is kept of one.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether a hash is that of a secret; takes as long where it is not.</summary>
    public static bool IsOf(string hash, string secret) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(HashOf(secret)));
}
