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
    private readonly Composition _made = new(live, mutation, stamp);

    public Change Run()
    {
        if (WriteRights.Forbidden(live, mutation) is { } forbidden)
            return Change.Refuse(forbidden);
        var head = new ComposedHead(live, mutation, stamp);
        head.Compose(_made.Builder, _made.Edits, _made.Refused);
        StoredAttributes();
        NewAttributes();
        return mutation.Kind is MutationKind.PartialUpdate or MutationKind.ReplaceAttribute && _made.Refused.Count > 0
            ? Change.NotFound($"attribute {WriteRights.Name(mutation)} in {mutation.Id.Value}")
            : _made.ToChange(head);
    }

    public void Dispose() => _made.Dispose();

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
            _made.Close();
            i = next;
        }
    }

    private void StoredInstance(ReadOnlySpan<byte> name, int index)
    {
        ref readonly var stored = ref live!.Instances[index];
        if (stored.IsExpired(now))
        {
            _made.Edits.Add(Edits.Forget(name, live.DatasetOf(in stored), stamp));
            return;
        }
        var at = _given.Find(name, live.DatasetOf(in stored));
        if (at >= 0 && !mutation.Allows(name))
        {
            _made.Keep(name, in stored, Refusals.NotPermitted);
            return;
        }
        if (at < 0)
        {
            if (mutation.ReplacesEntity && mutation.Allows(name))
                _made.Delete(name, index);
            else
                _made.Copy(name, live, in stored);
            return;
        }
        ref readonly var given = ref _fragment.Instances[at];
        if (given.Is(InstanceFlags.Null))
            _made.Delete(name, index);
        else if (mutation.Kind == MutationKind.AppendNoOverwrite)
            _made.Keep(name, in stored, "the attribute is there already");
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
                _made.Close();
            open = name;
            Add(name, in given);
        }
        _made.Close();
    }

    private void Add(ReadOnlySpan<byte> name, in InstanceEntry given)
    {
        if (!mutation.Allows(name))
        {
            _made.Refused.Add(name, Refusals.NotPermitted);
            return;
        }
        if (given.Is(InstanceFlags.Null) || mutation.Kind is MutationKind.PartialUpdate or MutationKind.ReplaceAttribute)
        {
            if (mutation.Kind != MutationKind.Merge)
                _made.Refused.Add(name, "there is no such attribute instance");
            return;
        }
        _made.Open(name);
        _made.Write(BodyMerge.Fresh(_made.Builder.Buffer, _fragment, in given, stamp, createdAt: stamp, partial: mutation.Kind == MutationKind.Merge));
    }

    private void Replace(ReadOnlySpan<byte> name, int index, in InstanceEntry given)
    {
        ref readonly var stored = ref live!.Instances[index];
        if (!mutation.ReplacesEntity && Repetition.Is(live, in stored, _fragment, in given))
        {
            _made.Copy(name, live, in stored);
            return;
        }
        _made.Open(name);
        var entry = BodyMerge.Fresh(_made.Builder.Buffer, _fragment, in given, stamp, createdAt: mutation.ReplacesEntity ? stamp : stored.CreatedAt, partial: false);
        _made.Write(entry, replaced: index);
    }

    private void Combine(ReadOnlySpan<byte> name, int index, in InstanceEntry given)
    {
        ref readonly var stored = ref live!.Instances[index];
        _made.Open(name);
        var entry = BodyMerge.Run(_made.Builder.Buffer, live, in stored, _fragment, in given, mutation, stamp);
        if (!given.ObservedAt.IsNone && Repetition.Is(live, in stored, _made.Builder.Buffer, in entry))
        {
            _made.Builder.Buffer.Truncate(entry.Start);
            _made.Copy(name, live, in stored);
            return;
        }
        _made.Write(entry, replaced: index);
    }

    private int LiveIndex(ReadOnlySpan<byte> name, ReadOnlySpan<byte> dataset)
    {
        var index = _stored!.Find(name, dataset);
        return index >= 0 && live!.Instances[index].IsExpired(now) ? -1 : index;
    }
}
