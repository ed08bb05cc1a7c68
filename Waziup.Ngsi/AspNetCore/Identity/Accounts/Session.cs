using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Identity.Accounts;

/// <summary>Somebody is logged in: what he shows with requests for a short time, and what he shows once to get the next of both. Only hashes are kept.</summary>
/// <param name="Id">Its name; both texts tell it.</param>
/// <param name="Account">Whose.</param>
/// <param name="Stamp">The account's when it began: with another password it ends.</param>
/// <param name="Access">Hash of what is shown with requests.</param>
/// <param name="AccessUntil">How long that is good.</param>
/// <param name="Root">Hash of the part of the refresh token that stays: who knows it was given one of this session's, once.</param>
/// <param name="Refresh">Hash of the part that is good once.</param>
/// <param name="Until">When it ends, if nothing is refreshed.</param>
/// <param name="Begun">When the password was said.</param>
/// <param name="At">When it was written.</param>
internal sealed record Session(
    string Id, string Account, string Stamp, string Access, Instant AccessUntil, string Root, string Refresh, Instant Until, Instant Begun, Instant At)
{
    /// <summary>What texts begin with that are shown with requests.</summary>
    public const string AccessPrefix = "wzt_";

    /// <summary>What texts begin with that are shown to refresh.</summary>
    public const string RefreshPrefix = "wzr_";

    /// <summary>The id and the secrets behind it in a text; null where it is none of ours.</summary>
    public static (string Id, string[] Secrets)? Parts(string? text, string prefix, int secrets) =>
        text is not null && text.StartsWith(prefix, StringComparison.Ordinal) && text[prefix.Length..].Split('.') is { } parts && parts.Length == 1 + secrets && parts[0].Length > 0
            ? (parts[0], parts[1..]) : null;

    public Document ToDocument()
    {
        var json = new JsonObject
        {
            ["account"] = Account,
            ["stamp"] = Stamp,
            ["access"] = Access,
            ["accessUntil"] = AccessUntil.Micros,
            ["root"] = Root,
            ["refresh"] = Refresh,
            ["begun"] = Begun.Micros,
        };
        return new Document(DocumentKind.Session, Id, Account, At, Encoding.UTF8.GetBytes(json.ToJsonString())) { ExpiresAt = Until };
    }

    public static Session Of(Document document)
    {
        using var stored = JsonDocument.Parse(document.Body);
        var json = stored.RootElement;
        string Text(string name) => json.GetProperty(name).GetString()!;
        return new Session(
            document.Id, Text("account"), Text("stamp"), Text("access"), new Instant(json.GetProperty("accessUntil").GetInt64()), Text("root"), Text("refresh"), document.ExpiresAt,
            new Instant(json.GetProperty("begun").GetInt64()), document.ModifiedAt);
    }
}
