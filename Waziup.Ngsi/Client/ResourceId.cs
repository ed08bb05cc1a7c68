using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client;

/// <summary>The id of an entity, a subscription or a registration in a request.</summary>
/// <remarks>Texts and <see cref="EntityId"/> turn into one by themselves.</remarks>
public readonly record struct ResourceId
{
    private readonly EntityId _id;

    private ResourceId(EntityId id) => _id = id;

    /// <summary>The URI.</summary>
    public string Value => _id.Value;

    /// <summary>The URI, which must be there.</summary>
    internal string Known => _id.IsNone ? throw new InvalidOperationException("an id is needed, and this is none") : _id.Value;

    /// <summary>The id as it stands in a path.</summary>
    internal string Segment => Uri.EscapeDataString(Known);

    /// <summary>Takes a text.</summary>
    /// <exception cref="ArgumentException">It is no absolute URI.</exception>
    public static implicit operator ResourceId(string text) =>
        EntityId.TryParse(text, out var id)
            ? new ResourceId(id) : throw new ArgumentException($"an id is an absolute URI, which '{text}' is not", nameof(text));

    /// <summary>Takes the id of an entity.</summary>
    public static implicit operator ResourceId(EntityId id) => new(id);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
