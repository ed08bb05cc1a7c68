using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Aliases as POLICIES 3.4 describes them, put together of other parts of the framework than the product uses.</summary>
internal sealed class AliasOracle
{
    private readonly byte[] _macKey;
    private readonly byte[] _encryptionKey;
    private readonly int _epoch;

    public AliasOracle(byte[] secret, string audience, int epoch)
    {
        // RFC 5869: extract with a salt of zeros, then two blocks of expansion.
        var info = Encoding.UTF8.GetBytes($"waziup alias 1|{audience}|{epoch}");
        var key = Mac(new byte[32], secret);
        _macKey = Mac(key, [.. info, 1]);
        _encryptionKey = Mac(key, [.. _macKey, .. info, 2]);
        _epoch = epoch;
    }

    public string Of(string id)
    {
        var bytes = Encoding.UTF8.GetBytes(id);
        var content = new byte[((bytes.Length / 32) + 1) * 32];
        bytes.CopyTo(content, 0);
        content[bytes.Length] = 0x80;
        return Of(bytes, content);
    }

    /// <summary>An alias that says it is one of an id, and has this inside.</summary>
    public string Of(byte[] id, byte[] content)
    {
        var tag = Mac(_macKey, [1, .. id])[..16];
        return $"urn:ngsi-ld:Alias:{_epoch}." + Base64Url.EncodeToString([.. tag, .. Encrypt(tag, content)]);
    }

    public string Of(string attribute, string text) =>
        $"~{_epoch}." + Base64Url.EncodeToString(Mac(_macKey, [2, .. Encoding.UTF8.GetBytes(attribute), 0, .. Encoding.UTF8.GetBytes(text)]).AsSpan(0, 16));

    /// <summary>The key stream as a whole: all counters are encrypted at once.</summary>
    private byte[] Encrypt(byte[] tag, byte[] content)
    {
        var counter = new UInt128(BinaryPrimitives.ReadUInt64BigEndian(tag), BinaryPrimitives.ReadUInt64BigEndian(tag.AsSpan(8)));
        var counters = new byte[content.Length];
        for (var at = 0; at < counters.Length; at += 16, counter++)
            BinaryPrimitives.WriteUInt128BigEndian(counters.AsSpan(at), counter);
        using var aes = Aes.Create();
        aes.Mode = CipherMode.CBC;
        aes.Padding = PaddingMode.None;
        var stream = new byte[content.Length];
        for (var at = 0; at < content.Length; at += 16)
        {
            // One block of CBC that starts with zeros is the cipher itself.
            using var encryptor = aes.CreateEncryptor(_encryptionKey, new byte[16]);
            encryptor.TransformFinalBlock(counters, at, 16).CopyTo(stream, at);
        }
        return [.. content.Zip(stream, (left, right) => (byte)(left ^ right))];
    }

    private static byte[] Mac(byte[] key, byte[] content)
    {
        using var mac = new HMACSHA256(key);
        return mac.ComputeHash(content);
    }
}
