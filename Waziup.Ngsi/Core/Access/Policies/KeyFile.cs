using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Keeps the secret of pseudonyms in a file that its owner alone can read. Nodes that share a store share this file.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class KeyFile : IPolicyKeys
{
    private const int Length = 32;
    private readonly byte[] _secret;

    private KeyFile(byte[] secret) => _secret = secret;

    /// <summary>A new secret, which goes with the process: for a store that does so too.</summary>
    public static KeyFile Temporary() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads the file, or makes it with a new secret where it is not there.</summary>
    /// <param name="path">The file: <c>{"pseudonyms":"base64 of 32 bytes"}</c>. Its folder has to be there.</param>
    /// <exception cref="IOException">It cannot be read or made.</exception>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    public static KeyFile Open(string path)
    {
        try
        {
            return new KeyFile(Read(File.ReadAllText(path), path));
        }
        catch (FileNotFoundException)
        {
            var secret = RandomNumberGenerator.GetBytes(Length);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            file.Write(Encoding.UTF8.GetBytes(new JsonObject { ["pseudonyms"] = Convert.ToBase64String(secret) }.ToJsonString()));
            file.Flush(flushToDisk: true);
            return new KeyFile(secret);
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> SecretOf(TenantId tenant) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, Length, info: Encoding.UTF8.GetBytes($"waziup tenant 1|{tenant.Value}"));

    private static byte[] Read(string text, string path)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonObject keys && keys["pseudonyms"] is JsonValue value && Convert.FromBase64String(value.GetValue<string>()) is { Length: Length } secret)
                return secret;
        }
        catch (Exception broken) when (broken is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} is no key file", broken);
        }
        throw new InvalidDataException($"{path} is no key file");
    }
}
