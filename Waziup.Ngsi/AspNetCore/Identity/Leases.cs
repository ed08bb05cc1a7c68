using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>What callers were for whom others vouch, when they last came: for what they have the broker do while they are away.</summary>
/// <remarks>A month after he last came somebody is not known any more, and his subscriptions say nothing until he comes again. Thread-safe.</remarks>
internal sealed class Leases(IStorage storage, TimeProvider clock)
{
    private static readonly TimeSpan Lease = TimeSpan.FromDays(30);
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly Remembered<Seen> _seen = new(storage, DocumentKind.LastSeen, Seen.Of, seen => seen.ToDocument(), clock);

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <summary>Notes what somebody is who has come, where it is another thing than before, or a day has passed; at most once a minute, and where it can.</summary>
    public async ValueTask RenewAsync(KnownCaller known, CancellationToken cancel)
    {
        var (caller, now) = (known.Caller, clock.GetUtcNow());
        var seen = new Seen(caller.Issuer!, caller.Subject!, new Standing(caller.Roles, caller.Groups, caller.Tenants, known.Purposes), Instant.Of(now + Lease));
        try
        {
            var before = await _seen.FindAsync(seen.Id, cancel);
            if (before is not null && before.Until > Instant.Of(now + Lease - (before.Is.IsAs(seen.Is) ? Renewal : Pause)))
                return;
            await _seen.ReplaceAsync(seen, before?.Until ?? Instant.None);
        }
        catch (NgsiLdException)
        {
            // Who comes is let in though it cannot be noted.
        }
    }

    /// <summary>What is left of what somebody was, when he last came, of what he was when he had something done; null where that is too long ago.</summary>
    public async ValueTask<KnownCaller?> FindAsync(Caller caller, CancellationToken cancel)
    {
        if (await _seen.FindAsync(Seen.IdOf(caller.Issuer!, caller.Subject!), cancel) is not { } seen || Now >= seen.Until)
            return null;
        // What was begun with little must not become more, because he has come with more since.
        var left = seen.Is with { Roles = Both(seen.Is.Roles, caller.Roles), Groups = Both(seen.Is.Groups, caller.Groups) };
        return new KnownCaller(left.ToCaller(seen.Subject) with { Issuer = seen.Issuer }, left.Purposes);
    }

    // The same list where nothing is lost: grants are found by it.
    private static ImmutableArray<string> Both(ImmutableArray<string> now, ImmutableArray<string> then) => now.All(then.Contains) ? now : [.. now.Intersect(then)];

    private sealed record Seen(string Issuer, string Subject, Standing Is, Instant Until)
    {
        public string Id => IdOf(Issuer, Subject);

        public static string IdOf(string issuer, string subject) => Secret.HashOf($"{issuer}\n{subject}");

        public Document ToDocument()
        {
            var json = new JsonObject { ["issuer"] = Issuer, ["subject"] = Subject };
            Is.AddTo(json);
            return new Document(DocumentKind.LastSeen, Id, null, Until, Encoding.UTF8.GetBytes(json.ToJsonString())) { ExpiresAt = Until };
        }

        public static Seen Of(Document document)
        {
            using var stored = JsonDocument.Parse(document.Body);
            var json = stored.RootElement;
            return new Seen(json.GetProperty("issuer").GetString()!, json.GetProperty("subject").GetString()!, Standing.Least.With(json), document.ExpiresAt);
        }
    }
}
