using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Puts a stored entity and a fragment together, instance by instance, as one of the write operations says.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>instance stored and given</term><description>replaced, merged, deleted by Null, or kept (noOverwrite)</description></item>
/// <item><term>stored only</term><description>kept, or dropped when the whole entity is replaced</description></item>
/// <item><term>given only</term><description>added; a Null has nothing to delete</description></item>
/// </list>
/// </remarks>
internal sealed class Composer(Entity? live, Mutation mutation, Instant stamp, Instant now) : IDisposable
{
    private const string NotPermitted = "you may not write this attribute";

    private readonly Entity _fragment = mutation.Fragment!;
    private readonly InstanceFinder _given = new(mutation.Fragment!, searches: live?.Instances.Length ?? 0);
    private readonly InstanceFinder? _stored = live is null ? null : new(live, searches: mutation.Fragment!.Instances.Length);
    private readonly EntityBuilder _builder = EntityBuilder.Start(mutation.Id);
    private readonly List<int> _written = [];
    private readonly List<int> _previous = [];
    private readonly List<HistoryEdit> _edits = [];
    private readonly List<Tombstone> _gone = [];
    private readonly List<RefusedAttribute> _refused = [];
    private readonly HashSet<string> _refusedNames = new(StringComparer.Ordinal);
    private bool _headerChanged;
    private bool _open;
    private bool _built;

    private bool Replaces => mutation.Kind is MutationKind.Create or MutationKind.ReplaceEntity or MutationKind.UpsertReplace;

    public Change Run()
    {
        if (Forbidden() is { } forbidden)
            return Change.Refuse(forbidden);
        Header();
        StoredAttributes();
        NewAttributes();
        if (mutation.Kind is MutationKind.PartialUpdate or MutationKind.ReplaceAttribute && _refused.Count > 0)
            return Change.NotFound($"attribute {mutation.Attribute!.Value}{Suffix()} in {mutation.Id.Value}");
        var refused = _refused.ToImmutableArray();
        var updated = UpdatedNames();
        if (live is not null && _written.Count == 0 && _edits.Count == 0 && !_headerChanged)
            return new Change { Outcome = Outcome.Unchanged, NotUpdated = refused, Updated = updated };
        var previous = live is null ? null : Rebuild.Only(live, _previous);
        _builder.CreatedAt = live?.CreatedAt ?? stamp;
        _builder.ModifiedAt = stamp;
        _builder.Tombstones = Rebuild.Tombstones(live, _gone, _builder);
        _built = true;
        var after = _builder.Build();
        foreach (var index in _written)
            _edits.Add(Edits.Put(after, index, stamp));
        if (_headerChanged && after.HasScope && !SameScope(after))
            _edits.Add(Edits.Scope(after, stamp));
        return new Change
        {
            Outcome = Outcome.Done,
            Kind = live is null ? ChangeKind.Created : ChangeKind.Updated,
            Cause = mutation.Cause,
            After = after,
            Previous = previous,
            Stamp = stamp,
            Updated = updated,
            NotUpdated = refused,
            History = [.. _edits],
        };
    }

    public void Dispose()
    {
        if (!_built)
            _builder.Release();
    }

    /// <summary>
    /// A whole entity is refused with the names that the body brings and may not; a single attribute too, unless it is hidden: then it is absent.
    /// </summary>
    private NgsiLdError? Forbidden()
    {
        var single = mutation.Kind is MutationKind.PartialUpdate or MutationKind.ReplaceAttribute;
        if (mutation.MayWrite is null || !(Replaces || single || live is null))
            return null;
        var names = new List<string>();
        foreach (ref readonly var given in _fragment.Instances.AsSpan())
        {
            var name = _fragment.NameOf(in given);
            if (!mutation.Allows(name) && (names.Count == 0 || names[^1] != Patch.Show(name)))
                names.Add(Patch.Show(name));
        }
        if (_fragment.HasScope && !mutation.Allows(Core.Scope.Utf8))
            names.Add(Core.Scope.Value);
        if (names.Count == 0)
            return null;
        return single && !mutation.Reveals(mutation.Attribute!.Utf8)
            ? NgsiLdErrors.NotFound($"attribute {mutation.Attribute.Value}{Suffix()} in {mutation.Id.Value}")
            : NgsiLdErrors.Forbidden($"you may not write {string.Join(", ", names)}");
    }

    private void Header()
    {
        if (live is not null && !Replaces)
        {
            for (var i = 0; i < live.TypeCount; i++)
                _builder.AddType(live.TypeAt(i));
        }
        for (var i = 0; i < _fragment.TypeCount; i++)
        {
            _headerChanged |= live is not null && !live.HasType(_fragment.TypeAt(i));
            _builder.AddType(_fragment.TypeAt(i));
        }
        if (live is not null && Replaces)
            _headerChanged = true;
        Scope();
        _builder.ExpiresAt = !_fragment.ExpiresAt.IsNone ? _fragment.ExpiresAt
            : Replaces || _fragment.ClearsExpiry || live is null ? Instant.None : live.ExpiresAt;
        _headerChanged |= live is not null && live.ExpiresAt != _builder.ExpiresAt;
    }

    private void Scope()
    {
        var given = Slice(_fragment, _fragment.ScopeRange);
        var stored = live is null ? default : Slice(live, live.ScopeRange);
        if (!mutation.Allows(Core.Scope.Utf8))
        {
            if (!given.IsEmpty)
                Refuse(Core.Scope.Utf8, NotPermitted);
            given = stored;
        }
        else if (given.SequenceEqual("\"urn:ngsi-ld:null\""u8))
        {
            given = default;
            if (!stored.IsEmpty)
                RemoveScope();
        }
        else if (given.IsEmpty && !Replaces)
        {
            given = stored;
        }
        else if (given.IsEmpty && !stored.IsEmpty)
        {
            RemoveScope();
        }
        else if (mutation.Kind == MutationKind.Update && stored.IsEmpty && !given.IsEmpty)
        {
            _refused.Add(new RefusedAttribute(Core.Scope.Value, "the entity has no scope to update"));
            given = default;
        }
        else if (mutation.Kind == MutationKind.AppendNoOverwrite && !stored.IsEmpty)
        {
            using var union = ScopeText.Union(stored, given);
            _headerChanged |= !union.Written.SequenceEqual(stored);
            _builder.SetScope(union.Written);
            return;
        }
        _headerChanged |= !given.SequenceEqual(stored);
        _builder.SetScope(given);
    }

    private void RemoveScope()
    {
        _headerChanged = true;
        _edits.Add(Edits.Deletion(Core.Scope.Utf8, [], AttributeKind.Property, stamp));
    }

    private void StoredAttributes()
    {
        if (live is null)
            return;
        var instances = live.Instances;
        for (var i = 0; i < instances.Length;)
        {
            var name = live.NameOf(in instances[i]);
            var next = i;
            for (; next < instances.Length && instances[next].NameStart == instances[i].NameStart; next++)
                StoredInstance(name, next);
            foreach (ref readonly var given in _given.Of(name))
            {
                if (LiveIndex(name, _fragment.DatasetOf(in given)) < 0)
                    Add(name, in given);
            }
            Close();
            i = next;
        }
    }

    private void StoredInstance(ReadOnlySpan<byte> name, int index)
    {
        ref readonly var stored = ref live!.Instances[index];
        if (stored.IsExpired(now))
        {
            _edits.Add(Edits.Forget(name, live.DatasetOf(in stored), stamp));
            return;
        }
        var at = _given.Find(name, live.DatasetOf(in stored));
        if (at >= 0 && !mutation.Allows(name))
        {
            Keep(name, in stored, NotPermitted);
            return;
        }
        if (at < 0)
        {
            if (Replaces && mutation.Allows(name))
                Delete(name, index);
            else
                Copy(name, live, in stored);
            return;
        }
        ref readonly var given = ref _fragment.Instances[at];
        if (given.Is(InstanceFlags.Null))
            Delete(name, index);
        else if (mutation.Kind == MutationKind.AppendNoOverwrite)
            Keep(name, in stored, "the attribute is there already");
        else if (mutation.Kind is MutationKind.Merge or MutationKind.PartialUpdate)
            Combine(name, index, in given);
        else
            Replace(name, index, in given);
    }

    private void NewAttributes()
    {
        ReadOnlySpan<byte> open = default;
        foreach (ref readonly var given in _fragment.Instances.AsSpan())
        {
            var name = _fragment.NameOf(in given);
            if (_stored is not null && _stored.Has(name))
                continue;
            if (!open.SequenceEqual(name))
                Close();
            open = name;
            Add(name, in given);
        }
        Close();
    }

    private void Add(ReadOnlySpan<byte> name, in InstanceEntry given)
    {
        if (!mutation.Allows(name))
        {
            Refuse(name, NotPermitted);
            return;
        }
        if (given.Is(InstanceFlags.Null) || mutation.Kind is MutationKind.PartialUpdate or MutationKind.ReplaceAttribute)
        {
            if (mutation.Kind != MutationKind.Merge)
                Refuse(name, "there is no such attribute instance");
            return;
        }
        Open(name);
        _written.Add(_builder.InstanceCount);
        _builder.AddInstance(BodyMerge.Fresh(_builder.Buffer, _fragment, in given, stamp, createdAt: stamp, partial: mutation.Kind == MutationKind.Merge));
    }

    private void Replace(ReadOnlySpan<byte> name, int index, in InstanceEntry given)
    {
        ref readonly var stored = ref live!.Instances[index];
        if (IsRepetition(in stored, in given))
        {
            Copy(name, live, in stored);
            return;
        }
        Open(name);
        var entry = BodyMerge.Fresh(_builder.Buffer, _fragment, in given, stamp, createdAt: Replaces ? stamp : stored.CreatedAt, partial: false);
        Write(index, entry);
    }

    private void Combine(ReadOnlySpan<byte> name, int index, in InstanceEntry given)
    {
        ref readonly var stored = ref live!.Instances[index];
        Open(name);
        var entry = BodyMerge.Run(_builder.Buffer, live, in stored, _fragment, in given, mutation, stamp);
        if (IsRepetition(in stored, in entry, in given))
        {
            _builder.Buffer.Truncate(entry.Start);
            Copy(name, live, in stored);
            return;
        }
        Write(index, entry);
    }

    private void Write(int index, InstanceEntry entry)
    {
        _previous.Add(index);
        _written.Add(_builder.InstanceCount);
        _builder.AddInstance(entry);
    }

    /// <summary>The same content with the same observedAt was written before: nothing happens (nobody learns anything new).</summary>
    private bool IsRepetition(in InstanceEntry stored, in InstanceEntry given) =>
        !Replaces && SaysTheSame(in stored, in given) && BodyContent.IsSame(Body(live!, in stored), Body(_fragment, in given));

    /// <summary>The same of a merger, where the fragment says itself when it was observed.</summary>
    private bool IsRepetition(in InstanceEntry stored, in InstanceEntry merged, in InstanceEntry given) =>
        !given.ObservedAt.IsNone && SaysTheSame(in stored, in merged)
        && BodyContent.IsSame(Body(live!, in stored), _builder.Buffer.Written[merged.Start..]);

    private static bool SaysTheSame(in InstanceEntry stored, in InstanceEntry other) =>
        !other.ObservedAt.IsNone && other.ObservedAt == stored.ObservedAt && other.ExpiresAt == stored.ExpiresAt && other.Kind == stored.Kind;

    private void Delete(ReadOnlySpan<byte> name, int index)
    {
        ref readonly var stored = ref live!.Instances[index];
        var dataset = live.DatasetOf(in stored);
        _previous.Add(index);
        _edits.Add(Edits.Deletion(name, dataset, stored.Kind, stamp));
        _gone.Add(new Tombstone(new JsonLd.Iri(Patch.Show(name)), dataset.IsEmpty ? null : Encoding.UTF8.GetString(dataset), stamp));
    }

    private void Keep(ReadOnlySpan<byte> name, in InstanceEntry stored, string reason)
    {
        Copy(name, live!, in stored);
        Refuse(name, reason);
    }

    private void Refuse(ReadOnlySpan<byte> name, string reason)
    {
        var text = Patch.Show(name);
        if (_refusedNames.Add(text))
            _refused.Add(new RefusedAttribute(text, reason));
    }

    private void Copy(ReadOnlySpan<byte> name, Entity source, in InstanceEntry entry)
    {
        Open(name);
        _builder.CopyInstance(source, in entry);
    }

    private void Open(ReadOnlySpan<byte> name)
    {
        if (!_open)
            _builder.BeginAttribute(name);
        _open = true;
    }

    private void Close()
    {
        if (_open)
            _builder.EndAttribute();
        _open = false;
    }

    private int LiveIndex(ReadOnlySpan<byte> name, ReadOnlySpan<byte> dataset)
    {
        var index = _stored!.Find(name, dataset);
        return index >= 0 && live!.Instances[index].IsExpired(now) ? -1 : index;
    }

    private bool SameScope(Entity after) =>
        live is not null && !Replaces && Slice(live, live.ScopeRange).SequenceEqual(Slice(after, after.ScopeRange));

    private ImmutableArray<string> UpdatedNames()
    {
        if (_refused.Count == 0)
            return [];
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (ref readonly var given in _fragment.Instances.AsSpan())
        {
            var name = Patch.Show(_fragment.NameOf(in given));
            // The instances of one attribute stand one behind the other.
            if ((names.Count == 0 || names[^1] != name) && !_refusedNames.Contains(name))
                names.Add(name);
        }
        return names.ToImmutable();
    }

    private string Suffix()
    {
        var dataset = _fragment.Instances.Length == 0 ? [] : _fragment.DatasetOf(in _fragment.Instances[0]);
        return dataset.IsEmpty ? "" : $" with datasetId {Patch.Show(dataset)}";
    }

    private static ReadOnlySpan<byte> Body(Entity entity, in InstanceEntry entry) => entity.Document.AsSpan(entry.Start, entry.Length);

    private static ReadOnlySpan<byte> Slice(Entity entity, (int Start, int Length) range) => entity.Document.AsSpan(range.Start, range.Length);
}
