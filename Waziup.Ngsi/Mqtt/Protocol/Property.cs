namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>One property with its value; which of the values counts follows from its kind.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Number">The value of a flag or a number.</param>
/// <param name="Text">The value of a text, or the name of a user property.</param>
/// <param name="Value">The value of a user property.</param>
/// <param name="Data">The value of binary data.</param>
internal readonly record struct Property(PropertyId Id, uint Number = 0, string Text = "", string Value = "", ReadOnlyMemory<byte> Data = default)
{
    public static Property User(string name, string value) => new(PropertyId.UserProperty, Text: name, Value: value);

    public static Property ContentType(string type) => new(PropertyId.ContentType, Text: type);

    public static Property MessageExpiry(uint seconds) => new(PropertyId.MessageExpiryInterval, seconds);
}
