using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt;

/// <summary>What goes with a message besides its content.</summary>
/// <param name="IsRetained">Whether the server keeps it for those who subscribe later.</param>
/// <param name="ContentType">The media type.</param>
/// <param name="Expiry">After this time the server drops it, in whole seconds.</param>
/// <param name="User">Names and values of the publisher's own; names may repeat.</param>
internal sealed record PublishProperties(
    bool IsRetained = false, string? ContentType = null, TimeSpan? Expiry = null, IReadOnlyList<KeyValuePair<string, string>>? User = null)
{
    internal Properties ToProperties()
    {
        var items = new List<Property>();
        if (ContentType is { } type)
            items.Add(Property.ContentType(type));
        if (Expiry is { } expiry)
            items.Add(Property.MessageExpiry((uint)Math.Clamp(expiry.TotalSeconds, 0, uint.MaxValue)));
        foreach (var (name, value) in User ?? [])
            items.Add(Property.User(name, value));
        return Properties.Of([.. items]);
    }
}
