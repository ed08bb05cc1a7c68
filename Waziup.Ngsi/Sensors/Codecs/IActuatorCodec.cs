namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>Writes what devices understand as well as it reads what they send.</summary>
public interface IActuatorCodec : ICodec
{
    /// <summary>Writes the values that actuators of one device are to take.</summary>
    /// <returns>One payload for all of them; none at all where one cannot be written.</returns>
    Encoded Encode(IReadOnlyList<ActuatorValue> values);
}
