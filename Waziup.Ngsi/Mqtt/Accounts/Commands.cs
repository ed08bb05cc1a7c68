using System.Text.Json;
using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Mqtt.Accounts;

/// <summary>The commands of mosquitto's plugin, one object each.</summary>
/// <remarks>Each account has a role of its own name behind a prefix, which tells our accounts from others.</remarks>
internal static class Commands
{
    private const string RolePrefix = "waziup:";

    /// <summary>Makes an account, or changes the one that is there: what is not there yet is made first, and the password, which opens it, comes last.</summary>
    public static JsonObject[] Put(MqttAccount account, string password) =>
    [
        new() { ["command"] = "createRole", ["rolename"] = RoleOf(account.User) },
        new()
        {
            ["command"] = "modifyRole",
            ["rolename"] = RoleOf(account.User),
            ["acls"] = new JsonArray(
                Allow("publishClientSend", account.Publishes), Allow("subscribePattern", account.Hears), Allow("unsubscribePattern", account.Hears), Allow("publishClientReceive", account.Hears)),
        },
        new() { ["command"] = "createClient", ["username"] = account.User, ["roles"] = Roles(account.User) },
        new() { ["command"] = "modifyClient", ["username"] = account.User, ["roles"] = Roles(account.User), ["password"] = password },
    ];

    /// <summary>Asks for an account.</summary>
    public static JsonObject Get(string user) => new() { ["command"] = "getClient", ["username"] = user };

    /// <summary>Whether an account that was told is one of ours.</summary>
    public static bool IsOurs(JsonElement client, string user) =>
        client.TryGetProperty("roles", out var roles) && roles.EnumerateArray().Any(role => role.GetProperty("rolename").ValueEquals(RoleOf(user)));

    /// <summary>Takes an account away, and ends its connections.</summary>
    public static JsonObject[] Remove(string user) =>
    [
        new() { ["command"] = "deleteClient", ["username"] = user },
        new() { ["command"] = "deleteRole", ["rolename"] = RoleOf(user) },
    ];

    /// <summary>Has who is given no leave publish nowhere and subscribe to nothing.</summary>
    public static JsonObject Close() => new()
    {
        ["command"] = "setDefaultACLAccess",
        ["acls"] = new JsonArray(
            new JsonObject { ["acltype"] = "publishClientSend", ["allow"] = false }, new JsonObject { ["acltype"] = "subscribe", ["allow"] = false }),
    };

    /// <summary>Asks for the names of some roles.</summary>
    public static JsonObject List(int offset, int count) => new() { ["command"] = "listRoles", ["verbose"] = false, ["offset"] = offset, ["count"] = count };

    /// <summary>Whose role it is; null of those that are not ours.</summary>
    public static string? UserOf(string role) => role.StartsWith(RolePrefix, StringComparison.Ordinal) ? role[RolePrefix.Length..] : null;

    private static string RoleOf(string user) => RolePrefix + user;

    private static JsonArray Roles(string user) => new(new JsonObject { ["rolename"] = RoleOf(user), ["priority"] = 0 });

    private static JsonObject Allow(string what, string topic) => new() { ["acltype"] = what, ["topic"] = topic, ["priority"] = 0, ["allow"] = true };
}
