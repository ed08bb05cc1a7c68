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
    private readonly Entity _fragment = mutation.Fragment!;
    private readonly InstanceFinder _given = new(mutation.Fragment!, searches: live?.Instances.Length ?? 0);
    private readonly InstanceFinder? _stored = live is null ? null : new(live, searches: mutation.Fragment!.Instances.Length);
    private readonly EntityBuilder _builder = EntityBuilder.Start(mutation.Id);
    private readonly List<int> _written = [];
    private readonly List<int> _previous = [];
    private readonly List<HistoryEdit> _edits = [];
    private readonly List<Tombstone> _gone = [];
    private readonly Refusals _refused = new();
    private bool _open;
    private bool _built;

    public Change Run()
    {
        if (WriteRights.Forbidden(live, mutation) is { } forbidden)
            return Change.Refuse(forbidden);
        var head = new ComposedHead(live, mutation, stamp);
        head.Compose(_builder, _edits, _refused);
        StoredAttributes();
        NewAttributes();
        if (mutation.Kind is MutationKind.PartialUpdate or MutationKind.ReplaceAttribute && _refused.Count > 0)
            return Change.NotFound($"attribute {WriteRights.Name(mutation)} in {mutation.Id.Value}");
        var refused = _refused.ToImmutable();
        var updated = _refused.Others(_fragment);
        if (live is not null && _written.Count == 0 && _edits.Count == 0 && !head.Changed)
            return new Change { Outcome = Outcome.Unchanged, NotUpdated = refused, Updated = updated };
        var previous = live is null ? null : Rebuild.Only(live, _previous);
        _builder.CreatedAt = live?.CreatedAt ?? stamp;
        _builder.ModifiedAt = stamp;
        _builder.Tombstones = Rebuild.Tombstones(live, _gone, _builder);
        _built = true;
        var after = _builder.Build();
        foreach (var index in _written)
            _edits.Add(Edits.Put(after, index, stamp));
        if (head.Changed && after.HasScope && !head.IsSameScope(after))
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
            Keep(name, in stored, Refusals.NotPermitted);
            return;
        }
        if (at < 0)
        {
            if (mutation.ReplacesEntity && mutation.Allows(name))
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
            _refused.Add(name, Refusals.NotPermitted);
            return;
        }
        if (given.Is(InstanceFlags.Null) || mutation.Kind is MutationKind.PartialUpdate or MutationKind.ReplaceAttribute)
        {
            if (mutation.Kind != MutationKind.Merge)
                _refused.Add(name, "there is no such attribute instance");
            return;
        }
        Open(name);
        _written.Add(_builder.InstanceCount);
        _builder.AddInstance(BodyMerge.Fresh(_builder.Buffer, _fragment, in given, stamp, createdAt: stamp, partial: mutation.Kind == MutationKind.Merge));
    }

    private void Replace(ReadOnlySpan<byte> name, int index, in InstanceEntry given)
    {
        ref readonly var stored = ref live!.Instances[index];
        if (!mutation.ReplacesEntity && Repetition.Is(live, in stored, _fragment, in given))
        {
            Copy(name, live, in stored);
            return;
        }
        Open(name);
        var entry = BodyMerge.Fresh(_builder.Buffer, _fragment, in given, stamp, createdAt: mutation.ReplacesEntity ? stamp : stored.CreatedAt, partial: false);
        Write(index, entry);
    }

    private void Combine(ReadOnlySpan<byte> name, int index, in InstanceEntry given)
    {
        ref readonly var stored = ref live!.Instances[index];
        Open(name);
        var entry = BodyMerge.Run(_builder.Buffer, live, in stored, _fragment, in given, mutation, stamp);
        if (!given.ObservedAt.IsNone && Repetition.Is(live, in stored, _builder.Buffer, in entry))
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
        _refused.Add(name, reason);
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
}
