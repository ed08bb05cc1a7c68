namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>Gathers what a payload tells, within the limits.</summary>
internal sealed class ReadingList(CodecLimits limits)
{
    private readonly List<Reading> _readings = [];
    private readonly List<string> _actuators = [];

    public IReadOnlyList<Reading> Readings => _readings;

    public IReadOnlyList<string> Actuators => _actuators;

    public CodecLimits Limits => limits;

    public void Add(Reading reading)
    {
        // Before anything is built of a name: one long base name must not be multiplied by thousands of records.
        if (reading.Sensor.Length > limits.MaxNameLength)
            throw new PayloadException($"The name of a sensor has {reading.Sensor.Length} characters; {limits.MaxNameLength} are the most.");
        Count(_readings.Count, "readings");
        _readings.Add(reading);
    }

    public void AddActuator(string name)
    {
        Count(_actuators.Count, "actuators");
        _actuators.Add(name);
    }

    private void Count(int count, string what)
    {
        if (count >= limits.MaxReadings)
            throw new PayloadException($"The payload has more than {limits.MaxReadings} {what}.");
    }
}
