using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Waziup.Server.Tests.Identity;

/// <summary>Short ways to a server whose callers say who they are.</summary>
static partial class Guarded
{
    public const string Entities = "/ngsi-ld/v1/entities";

    /// <summary>Starts a server with identity on.</summary>
    public static Task<ServerProcess> StartAsync(TestFolder folder, params string[] more) => ServerProcess.StartAsync(folder, ["--identity", "--data", folder.File("data"), .. more]);

    /// <summary>The code that the server has told.</summary>
    public static async Task<string> CodeAsync(this ServerProcess server) => CodeOf().Match(await server.WaitForAsync("There is no administrator")).Groups[1].Value;

    /// <summary>Makes the first administrator, who may do everything; returns his key.</summary>
    public static async Task<string> BeginAsync(this ServerProcess server)
    {
        var (status, body) = await server.SendAsync(HttpMethod.Post, "/access/first-administrator", $$"""{"name":"root","code":"{{await server.CodeAsync()}}"}""");
        Assert.True(status == 201, body);
        var key = JsonNode.Parse(body)!["key"]!.GetValue<string>();
        await server.AllowAsync(key, "urn:waziup:Policy:administrators", """{"who":["role:administrator"],"rights":["read","create","update","delete"],"entities":{},"attributes":{"*":"show"}}""");
        return key;
    }

    /// <summary>Puts a policy and has it hold.</summary>
    public static async Task AllowAsync(this ServerProcess server, string key, string id, string policy)
    {
        var put = await server.AsAsync(key, HttpMethod.Put, $"/access/policies/{id}", policy);
        Assert.True(put.Status == 201, put.Body);
        var version = JsonNode.Parse(put.Body)!["version"];
        var set = await server.AsAsync(key, HttpMethod.Post, "/access/policy-set", $$"""{"activate":[{"id":"{{id}}","version":{{version}}}]}""");
        Assert.True(set.Status == 200, set.Body);
    }

    /// <summary>Makes a key; returns its secret.</summary>
    public static async Task<string> KeyAsync(this ServerProcess server, string key, string form)
    {
        var (status, body) = await server.AsAsync(key, HttpMethod.Post, "/access/keys", form);
        Assert.True(status == 201, body);
        return JsonNode.Parse(body)!["key"]!.GetValue<string>();
    }

    /// <summary>Sends a request that shows a key.</summary>
    public static Task<(int Status, string Body)> AsAsync(this ServerProcess server, string key, HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers) =>
        server.SendAsync(method, path, body, request =>
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
        });

    [GeneratedRegex("\"code\":\"([0-9a-f]+)\"")]
    private static partial Regex CodeOf();
}
