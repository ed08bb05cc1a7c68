using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>What comes of a write: the entity as it grows, instance by instance, and what has happened to those that were stored.</summary>
internal sealed class Composition(Entity? live, Mutation mutation, Instant stamp) : IDisposable
{
    private readonly List<int> _written = [];
    private readonly List<int> _previous = [];
    private readonly List<Tombstone> _gone = [];
    private bool _open;
    private bool _built;

    /// <summary>The entity after the write.</summary>
    public EntityBuilder Builder { get; } = EntityBuilder.Start(live?.Id ?? mutation.Id);

    /// <summary>The rows of the history that are known already.</summary>
    public List<HistoryEdit> Edits { get; } = [];

    public Refusals Refused { get; } = new();

    /// <summary>Takes an instance over as it is.</summary>
    public void Copy(ReadOnlySpan<byte> name, Entity source, in InstanceEntry entry)
    {
        Open(name);
        Builder.CopyInstance(source, in entry);
    }

    /// <summary>Takes a stored instance over and says why it was not written.</summary>
    public void Keep(ReadOnlySpan<byte> name, in InstanceEntry stored, string reason)
    {
        Copy(name, live!, in stored);
        Refused.Add(name, reason);
    }

    /// <summary>Adds an instance whose bytes stand in the builder's buffer.</summary>
    /// <param name="entry">The instance.</param>
    /// <param name="replaced">The position of the stored one in whose place it comes; negative for none.</param>
    public void Write(InstanceEntry entry, int replaced = -1)
    {
        if (replaced >= 0)
            _previous.Add(replaced);
        _written.Add(Builder.InstanceCount);
        Builder.AddInstance(entry);
    }

    /// <summary>Leaves a stored instance out.</summary>
    public void Delete(ReadOnlySpan<byte> name, int index)
    {
        ref readonly var stored = ref live!.Instances[index];
        var dataset = live.DatasetOf(in stored);
        _previous.Add(index);
        Edits.Add(Model.Edits.Deletion(name, dataset, stored.Kind, stamp));
        _gone.Add(new Tombstone(new JsonLd.Iri(Patch.Show(name)), dataset.IsEmpty ? null : Encoding.UTF8.GetString(dataset), stamp));
    }

    /// <summary>Begins the attribute to which the next instances belong, unless it has begun.</summary>
    public void Open(ReadOnlySpan<byte> name)
    {
        if (!_open)
            Builder.BeginAttribute(name);
        _open = true;
    }

    /// <summary>Ends the attribute, if one has begun.</summary>
    public void Close()
    {
        if (_open)
            Builder.EndAttribute();
        _open = false;
    }

    /// <summary>The change as a whole.</summary>
    public Change ToChange(ComposedHead head)
    {
        var refused = Refused.ToImmutable(mutation.Fragment!);
        var updated = Refused.Others(mutation.Fragment!);
        if (live is not null && _written.Count == 0 && Edits.Count == 0 && !head.Changed)
            return new Change { Outcome = Outcome.Unchanged, NotUpdated = refused, Updated = updated };
        var after = Build();
        foreach (var index in _written)
            Edits.Add(Model.Edits.Put(after, index, stamp));
        if (head.Changed && after.HasScope && !head.IsSameScope(after))
            Edits.Add(Model.Edits.Scope(after, stamp));
        return new Change
        {
            Outcome = Outcome.Done,
            Kind = live is null ? ChangeKind.Created : ChangeKind.Updated,
            Cause = mutation.Cause,
            After = after,
            Previous = live is null ? null : Rebuild.Only(live, _previous, head.Changed),
            Stamp = stamp,
            Updated = updated,
            NotUpdated = refused,
            History = [.. Edits],
        };
    }

    public void Dispose()
    {
        if (!_built)
            Builder.Release();
    }

    private Entity Build()
    {
        Builder.CreatedAt = live?.CreatedAt ?? stamp;
        Builder.ModifiedAt = stamp;
        Builder.WasIngested = live?.WasIngested ?? mutation.IsIngest;
        Builder.Tombstones = Rebuild.Tombstones(live, _gone, Builder);
        _built = true;
        return Builder.Build();
    }
}
