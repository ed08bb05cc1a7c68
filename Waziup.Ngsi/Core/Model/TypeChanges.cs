namespace Waziup.Ngsi.Model;

/// <summary>The types of an entity in two states, each once: which it had, and which it has now.</summary>
/// <param name="before">The entity as it was; null: it was not there.</param>
/// <param name="after">As it is now; null: it is gone.</param>
internal ref struct TypeChanges(Entity? before, Entity? after)
{
    private int _next;

    /// <summary>The type at which it stands.</summary>
    public Change Current { get; private set; }

    public readonly TypeChanges GetEnumerator() => this;

    public bool MoveNext()
    {
        var old = before?.TypeCount ?? 0;
        if (_next < old)
        {
            var type = before!.TypeAt(_next++);
            Current = new Change { Type = type, Was = true, Is = after?.HasType(type) == true };
            return true;
        }
        for (; after is not null && _next - old < after.TypeCount; _next++)
        {
            var type = after.TypeAt(_next - old);
            if (before?.HasType(type) == true)
                continue;
            Current = new Change { Type = type, Was = false, Is = true };
            _next++;
            return true;
        }
        return false;
    }

    /// <summary>A type, and whether the entity had and has it.</summary>
    public readonly ref struct Change
    {
        public ReadOnlySpan<byte> Type { get; init; }

        public bool Was { get; init; }

        public bool Is { get; init; }
    }
}
