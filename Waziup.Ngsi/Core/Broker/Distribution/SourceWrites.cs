using System.Collections.Immutable;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Carries out writes to one entity, here and at all sources that they concern (4.3.6).</summary>
/// <remarks>
/// 1 which sources does it concern             3 what is done here, durably
/// 2 who gets which part                       4 the other parts, at the same time; whatever the client does, they are ended
/// </remarks>
internal sealed class SourceWrites(WritePath writes, Sources sources, IStorage storage)
{
    /// <summary>Carries a write out.</summary>
    /// <param name="call">The request.</param>
    /// <param name="mutation">What it asks.</param>
    /// <param name="selection">Types that the entity must have; null for any.</param>
    /// <param name="body">What goes to sources, as it came; empty for none.</param>
    /// <param name="cancel">Ends the wait until something has been done.</param>
    /// <param name="here">Does what is to be done here; null: the usual.</param>
    /// <exception cref="NgsiLdException">Nothing was done, for one reason.</exception>
    public async ValueTask<WriteResult> RunAsync(
        Call call, Mutation mutation, Filter? selection, ReadOnlyMemory<byte> body, CancellationToken cancel, Func<Mutation, ValueTask<Change>>? here = null)
    {
        here ??= local => writes.RunAsync(call, local, selection, cancel);
        for (var left = Sources.MostDecisions; ; left--)
        {
            try
            {
                return await DecideAsync(call, mutation with { Fence = sources.Fence }, selection, body, here, cancel);
            }
            catch (NgsiLdException overtaken) when (overtaken.Error == NgsiLdErrors.Overtaken && left > 0)
            {
                // Nothing was done: what is done here comes first.
                await sources.RefreshAsync(cancel);
            }
        }
    }

    private async ValueTask<WriteResult> DecideAsync(
        Call call, Mutation mutation, Filter? selection, ReadOnlyMemory<byte> body, Func<Mutation, ValueTask<Change>> here, CancellationToken cancel)
    {
        // 1
        if (!Concerns(call, mutation))
            return WriteResult.Of(mutation.Id, await here(mutation));
        var held = await HeldAsync(call, mutation.Id, cancel);
        var matches = Find(call, mutation, selection, held, out var looping);
        if (matches.Count + looping.Count == 0)
            return WriteResult.Of(mutation.Id, await here(mutation));
        // 2
        await writes.CheckAsync(call, mutation.Kind, cancel);
        var split = WriteSplit.Of(matches, looping, NamesOf(mutation));
        var operation = WriteTarget.OperationOf(mutation.Kind);
        var parts = split.Parts.Where(part => part.Registration.IsProxy || part.Registration.Supports(operation)).ToList();
        // 3
        var outcomes = ImmutableArray.CreateBuilder<PartOutcome>();
        if (split.IsLocal ?? (held is not null || parts.Count == 0))
            outcomes.Add(await LocalAsync(mutation, here, split, isAlone: parts.Count == 0));
        // 4
        var answers = await sources.AskAsync(parts, part => SendAsync(call, mutation, part, operation, held, body));
        outcomes.AddRange(answers.OfType<PartOutcome>());
        return new WriteResult(mutation.Id, outcomes.ToImmutable()).OrThrow();
    }

    /// <summary>Whether anybody but this broker may be concerned, of whichever types the entity is.</summary>
    public bool Concerns(Call call, Mutation mutation)
    {
        var any = new SourceRequest { Ids = [mutation.Id], Window = mutation.IsOnHistory ? Window.Whole : null };
        return sources.Find(call, any, out var looping).Count + looping.Count > 0;
    }

    /// <summary>The sources that a write concerns.</summary>
    public List<SourceMatch> Find(Call call, Mutation mutation, Filter? selection, Entity? held, out List<SourceMatch> looping)
    {
        var types = mutation.Fragment is { TypeCount: > 0 } fragment ? fragment.Types : held?.Types ?? [];
        var request = new SourceRequest
        {
            Ids = [mutation.Id],
            Types = types.IsEmpty && selection is not null ? [.. TypeNames.Of(selection)] : [.. types.Select(type => new Iri(type))],
            Attributes = NamesOf(mutation) is { Count: > 0 } names ? [.. names] : default,
            Window = mutation.IsOnHistory ? Window.Whole : null,
        };
        var matches = sources.Find(call, request, out looping);
        matches.RemoveAll(match => match.Registration.Mode == SourceMode.Auxiliary);
        // Additive sources through which it came are left out.
        looping.RemoveAll(match => !match.Registration.IsProxy);
        return matches;
    }

    /// <summary>The entity as it is held here; null for none. One that is hidden from the caller is none to him, in what is done too.</summary>
    public async ValueTask<Entity?> HeldAsync(Call call, EntityId id, CancellationToken cancel) =>
        await storage.Entities.FindAsync(call.Tenant, id, cancel) is { IsDeleted: false } held && !held.IsExpired(call.Now)
            && (await sources.ReadingAsync(call.Caller, call.Tenant, cancel)).Admits(held, call.Now) ? held : null;

    /// <summary>The attributes that a write is about; null where it is about the whole entity.</summary>
    public static IReadOnlyCollection<Iri>? NamesOf(Mutation mutation) => mutation switch
    {
        { Attribute: { } attribute } => [attribute],
        { Fragment: { } fragment } => [.. fragment.AttributeNames()],
        _ => null,
    };

    private static async ValueTask<PartOutcome> LocalAsync(Mutation mutation, Func<Mutation, ValueTask<Change>> here, WriteSplit split, bool isAlone)
    {
        var local = split.Local is { } names && mutation is { Fragment: { } fragment, Attribute: null }
            ? mutation with { Fragment = Rebuild.Fragment(fragment, names.Contains) } : mutation;
        var all = split.Local?.Select(name => name.Value).ToImmutableArray() ?? [];
        try
        {
            var change = await here(local);
            return new PartOutcome(null, change.NotUpdated.IsEmpty ? all : change.Updated, null)
            {
                NotUpdated = change.NotUpdated,
                Creates = change.Kind == ChangeKind.Created,
            };
        }
        catch (NgsiLdException refused) when (!isAlone && refused.Error.Status is 404 or 409)
        {
            return new PartOutcome(null, all, refused.Error);
        }
    }

    /// <returns>How it ended; null where the source is left out.</returns>
    private async ValueTask<PartOutcome?> SendAsync(
        Call call, Mutation mutation, WritePart part, SourceOperations operation, Entity? held, ReadOnlyMemory<byte> body)
    {
        if (part.IsLooping || !part.Registration.Supports(operation))
            return PartOutcome.Unasked(part);
        if (await sources.TermsOfAsync(call, part.Registration, CancellationToken.None) is not { } terms)
            return PartOutcome.Of(part, RemoteReply.Silent, call.Terms);
        if (await BodyAsync(call, mutation, part, held, terms, body) is not { } its)
            return PartOutcome.Untold(part);
        var message = WriteTarget.MessageOf(call, mutation, terms) with { Body = its };
        var reply = await sources.SendAsync(call, part.Registration, message, CancellationToken.None);
        return PartOutcome.Of(part, reply, terms) with { Creates = reply.Status == 201 };
    }

    /// <summary>What of a body a source gets: its part, as far as the owner of the registration may see it before the write and after it; null where he may see nothing.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> BodyAsync(
        Call call, Mutation mutation, WritePart part, Entity? held, ActiveContext terms, ReadOnlyMemory<byte> body)
    {
        var grant = await sources.ReadingAsync(part.Registration.Owner, call.Tenant, CancellationToken.None);
        if ((held ?? mutation.Fragment) is { } known && grant.AliasesIds && grant.FormsOf(known, call.Now).Aliases is not null)
            return null;
        if (body.IsEmpty || mutation.Fragment is not { } fragment)
        {
            return held is null || (grant.Admits(held, call.Now) && (mutation.Attribute is not { } gone || grant.FormsOf(held, call.Now).Of(gone.Utf8).IsShown))
                ? ReadOnlyMemory<byte>.Empty : default(ReadOnlyMemory<byte>?);
        }
        Entity[] states = held is null ? [fragment] : [held, AfterOf(held, mutation, call.Now)];
        if (!states.All(state => grant.Admits(state, call.Now)))
            return null;
        var forms = Array.ConvertAll(states, state => grant.FormsOf(state, call.Now));
        bool IsShown(Iri name) => Array.TrueForAll(forms, form => form.Of(name.Utf8).IsShown);
        if (NamesOf(mutation) is { Count: > 0 } names && !names.Any(IsShown))
            return null;
        using var output = PooledBuffer.Rent(body.Length);
        bool Keeps(Iri name) => ReferenceEquals(name, Model.Core.Scope) ? IsShown(name) : (part.Names?.Contains(name) ?? true) && IsShown(name);
        if (part.Registration.Version < Shape.NewestVersion && OlderBody.Suits(mutation))
            OlderBody.Write(output, mutation, terms, part.Registration.Version, call.Now, Keeps);
        else
            BodySlice.Write(output, body.Span, call.Terms, terms, isAttribute: mutation.Attribute is not null, Keeps);
        return output.Written.ToArray();
    }

    private static Entity AfterOf(Entity held, Mutation mutation, Instant now) =>
        !mutation.IsOnHistory && Patch.Apply(held, mutation, now) is { Error: null, After: { } after } ? after : mutation.Fragment!;
}
