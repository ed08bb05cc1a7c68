namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A way to make up a value behind the last one.</summary>
internal interface IForecast
{
    /// <summary>How many microseconds behind the last value it still tells something.</summary>
    long Reach { get; }

    /// <summary>Adds a value to those that it goes by, and lets go what it needs no more.</summary>
    void Keep(Deque kept, Sample sample);

    /// <summary>The value at a time behind the last one; null where it knows too little.</summary>
    double? At(Deque kept, long micros);
}
