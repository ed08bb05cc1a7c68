using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Waziup.Ngsi.Access.Disclosing;

/// <summary>Makes pseudonyms for one audience: the same one for the same thing each time, another one for each audience, and a way back for who has the key.</summary>
/// <remarks>
/// <para>An alias of an id is <c>urn:ngsi-ld:Alias:{epoch}.{tag and id, encrypted}</c>, so that it can be looked up without an index. A text becomes <c>~{epoch}.{tag}</c>.</para>
/// <para><b>Not</b> hidden by it: what identifies by its content, such as a series of values, a place, a habit. Pseudonymous data remain personal data.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
public sealed class Aliases
{
    private const string Prefix = "urn:ngsi-ld:Alias:";
    private const int TagLength = 16;
    private const int Block = 32;
    private const int MaxKnown = 50_000;

    // The same ids come again and again; what they are called costs as much as the rest of a small entity. For all audiences together, so that it is bounded.
    private static readonly ConcurrentDictionary<(Aliases For, string Id), string> Known = new();
    private static int _added;

    private readonly byte[] _macKey;
    private readonly byte[] _encryptionKey;
    private readonly Aliases? _before;
    private readonly bool _leavesAliases;
    private Aliases? _ofSeen;

    /// <param name="secret">32 random bytes of the tenant.</param>
    /// <param name="audience">For whom.</param>
    /// <param name="epoch">Counts how often the pseudonyms were changed. Those of the epoch before are still understood.</param>
    public Aliases(ReadOnlySpan<byte> secret, string audience, int epoch)
        : this(secret, audience, epoch, epoch > 0 ? new Aliases(secret, audience, epoch - 1, null) : null)
    {
    }

    private Aliases(ReadOnlySpan<byte> secret, string audience, int epoch, Aliases? before)
    {
        Audience = audience;
        Epoch = epoch;
        Span<byte> keys = stackalloc byte[64];
        var info = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"waziup alias 1|{audience}|{epoch}"));
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, keys, [], info);
        (_macKey, _encryptionKey, _before) = (keys[..32].ToArray(), keys[32..].ToArray(), before);
    }

    private Aliases(Aliases same) =>
        (Audience, Epoch, _macKey, _encryptionKey, _before, _leavesAliases) = (same.Audience, same.Epoch, same._macKey, same._encryptionKey, same._before, true);

    /// <summary>The same for what was seen once already, so that what is an alias in it stays as it is.</summary>
    internal Aliases OfSeen => _ofSeen ??= new(this);

    /// <summary>For whom.</summary>
    public string Audience { get; }

    /// <summary>Which ones of his.</summary>
    public int Epoch { get; }

    /// <summary>Whether an id has the form of an alias, whoever it is for.</summary>
    internal static bool IsAlias(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The alias of an id.</summary>
    public string Of(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (Known.TryGetValue((this, id), out var known))
            return known;
        var alias = _leavesAliases && IsAlias(id) ? id : Made(id);
        if (Interlocked.Increment(ref _added) % MaxKnown == 0)
            Known.Clear();
        Known[(this, id)] = alias;
        return alias;
    }

    private string Made(string id)
    {
        var content = Padded(id);
        var tag = Tag([0x01, .. Encoding.UTF8.GetBytes(id)]);
        Cipher(tag, content);
        return $"{Prefix}{Epoch.ToString(CultureInfo.InvariantCulture)}.{Base64Url.EncodeToString([.. tag, .. content])}";
    }

    /// <summary>The pseudonym of a text, as it is written; equal texts of different attributes have different ones.</summary>
    /// <param name="attribute">The expanded name of the attribute.</param>
    /// <param name="text">The text.</param>
    public string Of(string attribute, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tag = Tag([0x02, .. Encoding.UTF8.GetBytes(attribute), 0x00, .. Encoding.UTF8.GetBytes(text)]);
        return $"~{Epoch.ToString(CultureInfo.InvariantCulture)}.{Base64Url.EncodeToString(tag)}";
    }

    /// <summary>The id that an alias stands for; null where it is none of these, or forged.</summary>
    public string? Find(string alias)
    {
        ArgumentNullException.ThrowIfNull(alias);
        var begin = $"{Prefix}{Epoch.ToString(CultureInfo.InvariantCulture)}.";
        if (!alias.StartsWith(begin, StringComparison.Ordinal))
            return _before?.Find(alias);
        var text = alias.AsSpan(begin.Length);
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length) || length <= TagLength || (length - TagLength) % Block != 0)
            return null;
        var content = bytes[TagLength..length];
        Cipher(bytes.AsSpan(0, TagLength), content);
        var end = Array.FindLastIndex(content, value => value != 0);
        if (end < 0 || content[end] != 0x80)
            return null;
        var id = Encoding.UTF8.GetString(content, 0, end);
        return string.Equals(Made(id), alias, StringComparison.Ordinal) ? id : null;
    }

    /// <summary>Lengths tell little: ids come in whole blocks.</summary>
    private static byte[] Padded(string id)
    {
        var length = Encoding.UTF8.GetByteCount(id) + 1;
        var padded = new byte[(length + Block - 1) / Block * Block];
        Encoding.UTF8.GetBytes(id, padded);
        padded[length - 1] = 0x80;
        return padded;
    }

    private byte[] Tag(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_macKey, content)[..TagLength];

    /// <summary>AES-256 in counter mode, which begins at the tag: encrypts, and back.</summary>
    private void Cipher(ReadOnlySpan<byte> tag, Span<byte> content)
    {
        // Whole blocks, all at once: each call costs more than what it encrypts.
        var stream = new byte[content.Length];
        tag.CopyTo(stream);
        for (var at = TagLength; at < stream.Length; at += TagLength)
        {
            var counter = stream.AsSpan(at, TagLength);
            stream.AsSpan(at - TagLength, TagLength).CopyTo(counter);
            for (var i = TagLength - 1; i >= 0 && ++counter[i] == 0; i--)
            {
            }
        }
        using var aes = Aes.Create();
        aes.Key = _encryptionKey;
        aes.EncryptEcb(stream, stream, PaddingMode.None);
        for (var i = 0; i < content.Length; i++)
            content[i] ^= stream[i];
    }
}
