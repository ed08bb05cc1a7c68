using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Puts the types, the scope and the expiry of a stored entity and of a fragment together.</summary>
internal sealed class ComposedHead(Entity? live, Mutation mutation, Instant stamp)
{
    /// <summary>Whether the result differs from what was stored.</summary>
    public bool Changed { get; private set; }

    /// <summary>Writes them into the builder; a scope that goes becomes an edit, one that must not be written a refusal.</summary>
    public void Compose(EntityBuilder builder, List<HistoryEdit> edits, Refusals refused)
    {
        var fragment = mutation.Fragment!;
        if (live is not null && !mutation.ReplacesEntity)
        {
            for (var i = 0; i < live.TypeCount; i++)
                builder.AddType(live.TypeAt(i));
        }
        for (var i = 0; i < fragment.TypeCount; i++)
        {
            Changed |= live is not null && !live.HasType(fragment.TypeAt(i));
            builder.AddType(fragment.TypeAt(i));
        }
        if (live is not null && mutation.ReplacesEntity)
            Changed = true;
        Scope(builder, edits, refused);
        builder.ExpiresAt = !fragment.ExpiresAt.IsNone ? fragment.ExpiresAt
            : mutation.ReplacesEntity || fragment.ClearsExpiry || live is null ? Instant.None : live.ExpiresAt;
        Changed |= live is not null && live.ExpiresAt != builder.ExpiresAt;
    }

    private void Scope(EntityBuilder builder, List<HistoryEdit> edits, Refusals refused)
    {
        var fragment = mutation.Fragment!;
        var given = Slice(fragment, fragment.ScopeRange);
        var stored = live is null ? default : Slice(live, live.ScopeRange);
        if (!mutation.Allows(Core.Scope.Utf8))
        {
            if (!given.IsEmpty)
                refused.Add(Core.Scope.Utf8, Refusals.NotPermitted);
            given = stored;
        }
        else if (DeletesScope(fragment))
        {
            given = default;
            if (!stored.IsEmpty)
                RemoveScope(edits);
        }
        else if (given.IsEmpty && !mutation.ReplacesEntity)
        {
            given = stored;
        }
        else if (given.IsEmpty && !stored.IsEmpty)
        {
            RemoveScope(edits);
        }
        else if (mutation.Kind == MutationKind.Update && stored.IsEmpty && !given.IsEmpty)
        {
            refused.Add(Core.Scope.Utf8, "the entity has no scope to update");
            given = default;
        }
        else if (mutation.Kind == MutationKind.AppendNoOverwrite && !stored.IsEmpty)
        {
            using var union = ScopeText.Union(stored, given);
            Changed |= !union.Written.SequenceEqual(stored);
            builder.SetScope(union.Written);
            return;
        }
        Changed |= !given.SequenceEqual(stored);
        builder.SetScope(given);
    }

    private void RemoveScope(List<HistoryEdit> edits)
    {
        Changed = true;
        edits.Add(Edits.Deletion(Core.Scope.Utf8, [], AttributeKind.Property, stamp));
    }

    /// <summary>Whether what was composed has the scope that was stored.</summary>
    public bool IsSameScope(Entity after) =>
        live is not null && !mutation.ReplacesEntity && Slice(live, live.ScopeRange).SequenceEqual(Slice(after, after.ScopeRange));

    /// <summary>Whether the fragment holds NGSI-LD Null for the scope.</summary>
    public static bool DeletesScope(Entity fragment) => Slice(fragment, fragment.ScopeRange).SequenceEqual("\"urn:ngsi-ld:null\""u8);

    private static ReadOnlySpan<byte> Slice(Entity entity, (int Start, int Length) range) => entity.Document.AsSpan(range.Start, range.Length);
}
