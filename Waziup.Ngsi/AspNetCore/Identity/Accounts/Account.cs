using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Identity.Accounts;

/// <summary>A person whom this broker knows by a password. Of the password only a salted, slow hash is kept.</summary>
/// <remarks>The framework's user manager changes it; nobody else has the same instance.</remarks>
internal sealed class Account
{
    private const int MaxName = 64;

    private const int MaxSessions = 20;
    private const int MarkShown = 8;

    /// <summary>What the person is called, in lower case.</summary>
    public required string Name { get; init; }

    /// <summary>Which account of that name it is.</summary>
    public required string Mark { get; init; }

    public required Instant CreatedAt { get; init; }

    /// <summary>When it was written.</summary>
    public Instant At { get; set; }

    /// <summary>Whether the person has made it himself. Nobody may take a name that policies or entities know already, so his subject has a part that is made up.</summary>
    public bool IsOwn { get; init; }

    /// <summary>His roles, groups, tenants and purposes.</summary>
    public Standing Is { get; set; } = Standing.Least;

    public string? PasswordHash { get; set; }

    /// <summary>Changes with the password: sessions from before end.</summary>
    public string Stamp { get; set; } = "";

    /// <summary>How often in a row a wrong password was said.</summary>
    public int Failures { get; set; }

    /// <summary>Until when no password is looked at; none for now.</summary>
    public Instant LockedUntil { get; set; } = Instant.None;

    /// <summary>His sessions, the oldest first.</summary>
    public ImmutableList<string> Sessions { get; set; } = [];

    /// <summary>What policies call him, as <c>subject:…</c>.</summary>
    public string Subject => IsOwn ? $"{Name}~{Mark[..MarkShown]}" : Name;

    /// <summary>The name of the account of a subject.</summary>
    public static string NameIn(string subject) => subject.IndexOf('~', StringComparison.Ordinal) is var mark and > 0 ? subject[..mark] : subject;

    /// <summary>Adds a session; where there are too many, the oldest is returned, which ends.</summary>
    public string? Add(string session)
    {
        Sessions = Sessions.Add(session);
        if (Sessions.Count <= MaxSessions)
            return null;
        var oldest = Sessions[0];
        Sessions = Sessions.RemoveAt(0);
        return oldest;
    }

    /// <summary>The name as it is kept.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static string NameOf(string? text) => Reads(text)
        ? text!.ToLowerInvariant() : throw NgsiLdErrors.Bad($"an account has a name of 1 to {MaxName} letters, digits, and of . _ - @");

    /// <summary>Whether a text can be the name of an account.</summary>
    public static bool Reads(string? text) =>
        text is { Length: > 0 and <= MaxName } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '@');

    /// <summary>The person.</summary>
    public KnownCaller ToKnown() => new(Is.ToCaller(Subject) with { Mark = Mark }, Is.Purposes);

    /// <summary>What is told of it: nothing about the password.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["subject"] = Subject };
        Is.AddTo(json);
        json["createdAt"] = CreatedAt.ToString();
        json["lockedUntil"] = LockedUntil.IsNone ? null : LockedUntil.ToString();
        return json;
    }

    public Document ToDocument()
    {
        var json = ToJson();
        (json["mark"], json["password"], json["stamp"], json["failures"], json["isOwn"]) = (Mark, PasswordHash, Stamp, Failures, IsOwn);
        json["sessions"] = new JsonArray([.. Sessions.Select(session => (JsonNode)session)]);
        return new Document(DocumentKind.Account, Name, null, At, Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    public static Account Of(Document document)
    {
        using var stored = JsonDocument.Parse(document.Body);
        var json = stored.RootElement;
        return new Account
        {
            Name = document.Id,
            Mark = json.GetProperty("mark").GetString()!,
            CreatedAt = json.Time("createdAt"),
            At = document.ModifiedAt,
            IsOwn = json.GetProperty("isOwn").GetBoolean(),
            Sessions = [.. json.GetProperty("sessions").EnumerateArray().Select(session => session.GetString()!)],
            Is = Standing.Least.With(json),
            PasswordHash = json.GetProperty("password").GetString(),
            Stamp = json.GetProperty("stamp").GetString()!,
            Failures = json.GetProperty("failures").GetInt32(),
            LockedUntil = json.Time("lockedUntil"),
        };
    }
}
