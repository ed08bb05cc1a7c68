using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Waziup.Load.Bench.Access;

/// <summary>Makes of a broker that was started with identity one where policies hold, as its first administrator.</summary>
internal static partial class Guard
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <param name="server">The broker, on a store that has no administrator.</param>
    /// <param name="keys">Those that are made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The secrets of the keys, by their names.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> PrepareAsync(ServerProcess server, IEnumerable<Key> keys, TimeProvider time, CancellationToken cancel)
    {
        using var stranger = new Client(server.Url);
        var first = $$"""{"name":"root","code":"{{await CodeAsync(server, time, cancel)}}"}""";
        using var administrator = new Client(server.Url, SecretIn(await stranger.SendAsync(HttpMethod.Post, "/access/first-administrator", first, 201, cancel)));

        foreach (var (id, body) in PolicySet.Policies)
            await administrator.SendAsync(HttpMethod.Put, "/access/policies/" + id, body, 201, cancel);
        var all = string.Join(',', PolicySet.Policies.Select(policy => $$"""{"id":"{{policy.Id}}","version":1}"""));
        await administrator.SendAsync(HttpMethod.Post, "/access/policy-set", $$"""{"activate":[{{all}}]}""", 200, cancel);

        var secrets = new Dictionary<string, string>();
        foreach (var key in keys)
            secrets[key.Name] = SecretIn(await administrator.SendAsync(HttpMethod.Post, "/access/keys", key.Form, 201, cancel));

        return secrets;
    }

    /// <summary>The code that the server tells when it has no administrator.</summary>
    static async Task<string> CodeAsync(ServerProcess server, TimeProvider time, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            if (Code().Match(server.Output()) is { Success: true } found)
                return found.Groups[1].Value;
            if (time.GetElapsedTime(began) > Limit)
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The broker has told no code for an administrator:\n{server.Output()}"));

            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancel);
        }
    }

    static string SecretIn(string made)
    {
        using var json = JsonDocument.Parse(made);
        return json.RootElement.GetProperty("key").GetString()!;
    }

    [GeneratedRegex("\"code\":\"([0-9a-f]+)\"")]
    private static partial Regex Code();
}
