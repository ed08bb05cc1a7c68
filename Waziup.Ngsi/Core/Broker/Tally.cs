using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>Counts the types and attributes of the entities that a caller sees (5.7.5 to 5.7.10).</summary>
internal sealed class Tally
{
    private readonly Counts<TypeCount> _types = new();
    private readonly Counts<AttributeCount> _attributes = new();

    public IReadOnlyList<TypeCount> Types => _types.All();

    public IReadOnlyList<AttributeCount> Attributes => _attributes.All();

    /// <summary>A type, counted or not yet.</summary>
    public TypeCount Type(ReadOnlySpan<byte> name) => _types.Of(name);

    /// <summary>An attribute, counted or not yet.</summary>
    public AttributeCount Attribute(ReadOnlySpan<byte> name) => _attributes.Of(name);

    public void Add(EntityView view)
    {
        var entity = view.Entity;
        for (var t = 0; t < (view.Has(EntityMembers.Type) ? entity.TypeCount : 0); t++)
            _types.Of(entity.TypeAt(t)).Entities++;
        for (var i = 0; i < entity.Instances.Length; i++)
        {
            if (view.Shows(i))
                Add(entity, i);
        }
    }

    private void Add(Entity entity, int index)
    {
        ref readonly var entry = ref entity.Instances[index];
        var name = entity.NameOf(in entry);
        var attribute = _attributes.Of(name);
        attribute.Instances++;
        attribute.Kinds.Add(entry.Kind);
        for (var t = 0; t < entity.TypeCount; t++)
        {
            attribute.Types.Of(entity.TypeAt(t));
            _types.Of(entity.TypeAt(t)).Attributes.Of(name).Kinds.Add(entry.Kind);
        }
    }
}
