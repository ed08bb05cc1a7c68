using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Keeps the secrets of pseudonyms and of noise in a file that its owner alone can read. Nodes that share a store share this file.</summary>
/// <remarks>The file is <c>{"pseudonyms":"base64 of 32 bytes","noise":"the same"}</c>; without the second the first is both. Immutable and thread-safe.</remarks>
public sealed class KeyFile : IPolicyKeys
{
    private const int Length = 32;
    private readonly byte[] _pseudonyms;
    private readonly byte[] _noise;

    private KeyFile(byte[] pseudonyms, byte[] noise) => (_pseudonyms, _noise) = (pseudonyms, noise);

    /// <summary>A new secret, which goes with the process: for a store that does so too.</summary>
    public static KeyFile Temporary() => new(RandomNumberGenerator.GetBytes(Length), RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads the file, or makes it with a new secret where it is not there.</summary>
    /// <param name="path">The file. Its folder has to be there.</param>
    /// <exception cref="IOException">It cannot be read or made.</exception>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    public static KeyFile Open(string path)
    {
        try
        {
            return Read(path);
        }
        catch (FileNotFoundException)
        {
            var made = Temporary();
            made.Write(path);
            return made;
        }
    }

    /// <summary>
    /// Gives a file a new secret of pseudonyms, which processes have that are started from then on: nobody can look up the ones before any more. The noise stays, but
    /// where one secret was for both.
    /// </summary>
    /// <param name="path">The file, which is replaced as a whole.</param>
    /// <exception cref="IOException">It is not there, or cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    public static void Rotate(string path)
    {
        path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var old = Read(path);
        var fresh = new KeyFile(RandomNumberGenerator.GetBytes(Length), old._noise.AsSpan().SequenceEqual(old._pseudonyms) ? RandomNumberGenerator.GetBytes(Length) : old._noise);
        File.Delete(path + ".new");
        fresh.Write(path + ".new");
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> SecretOf(TenantId tenant) => Of(_pseudonyms, tenant);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> NoiseSecretOf(TenantId tenant) => Of(_noise, tenant);

    private static byte[] Of(byte[] secret, TenantId tenant) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Length, info: Encoding.UTF8.GetBytes($"waziup tenant 1|{tenant.Value}"));

    private void Write(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(new JsonObject { ["pseudonyms"] = Convert.ToBase64String(_pseudonyms), ["noise"] = Convert.ToBase64String(_noise) }.ToJsonString()));
        file.Flush(flushToDisk: true);
    }

    private static KeyFile Read(string path)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(path)) is JsonObject keys && SecretIn(keys, "pseudonyms") is { } pseudonyms && (SecretIn(keys, "noise") ?? pseudonyms) is var noise)
                return new KeyFile(pseudonyms, noise);
        }
        catch (Exception broken) when (broken is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} is no key file", broken);
        }
        throw new InvalidDataException($"{path} is no key file");
    }

    private static byte[]? SecretIn(JsonObject keys, string name) => keys[name] is not { } value ? null
        : Convert.FromBase64String(value.GetValue<string>()) is { Length: Length } secret ? secret : throw new FormatException($"{name} is not {Length} bytes");
}
