using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Waziup.Ngsi.Broker.Feeds;

/// <summary>Hides positions in the change log from clients: gaps between plain numbers would count what they may not see.</summary>
internal sealed class FeedPosition(SourceIdentity identity)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Length = NonceLength + sizeof(long) + TagLength;

    /// <summary>A text that stands for the position; another one each time.</summary>
    public string Hide(long position)
    {
        var hidden = new byte[Length];
        Span<byte> plain = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(plain, position);
        RandomNumberGenerator.Fill(hidden.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(identity.KeyFor("feed"), TagLength);
        cipher.Encrypt(hidden.AsSpan(0, NonceLength), plain, hidden.AsSpan(NonceLength, sizeof(long)), hidden.AsSpan(NonceLength + sizeof(long)));
        return Base64Url.EncodeToString(hidden);
    }

    /// <summary>The position that a text stands for; null where it is none of ours.</summary>
    public long? Find(string text)
    {
        var hidden = new byte[Length];
        if (!Base64Url.IsValid(text, out var length) || length != Length || !Base64Url.TryDecodeFromChars(text, hidden, out _))
            return null;
        Span<byte> plain = stackalloc byte[sizeof(long)];
        using var cipher = new AesGcm(identity.KeyFor("feed"), TagLength);
        try
        {
            cipher.Decrypt(hidden.AsSpan(0, NonceLength), hidden.AsSpan(NonceLength, sizeof(long)), hidden.AsSpan(NonceLength + sizeof(long)), plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return BinaryPrimitives.ReadInt64BigEndian(plain);
    }
}
