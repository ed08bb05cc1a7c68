using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>All that one step knows of the samples before: every step has the same few places, and uses those that it needs.</summary>
/// <remarks>Not safe for several threads.</remarks>
internal sealed class Memory : IEquatable<Memory>
{
    /// <summary>More samples than these no step keeps, in each of the two places.</summary>
    public const int MaxSamples = 100_000;

    /// <summary>The samples that it looks back at.</summary>
    public Deque Kept { get; private init; } = new();

    /// <summary>The samples that it has not passed on yet, because what comes may still change them.</summary>
    public Deque Waiting { get; private init; } = new();

    /// <summary>A number that it carries on, such as a mean; none where it is no finite one.</summary>
    public double? Number { get; set => field = value is { } number && double.IsFinite(number) ? number : null; }

    /// <summary>A time that it carries on, such as the start of a window.</summary>
    public Instant Mark { get; set; } = Instant.None;

    /// <summary>A count that it carries on.</summary>
    public long Count { get; set; }

    public Memory Copy() => new() { Kept = Kept.Copy(), Waiting = Waiting.Copy(), Number = Number, Mark = Mark, Count = Count };

    public bool Equals(Memory? other) => other is not null && Number.Equals(other.Number) && Mark == other.Mark && Count == other.Count
        && Kept.SequenceEqual(other.Kept) && Waiting.SequenceEqual(other.Waiting);

    public override bool Equals(object? obj) => Equals(obj as Memory);

    public override int GetHashCode() => HashCode.Combine(Number, Mark, Count, Kept.Count, Waiting.Count);

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        Write(writer, "kept", Kept);
        Write(writer, "waiting", Waiting);
        if (Number is { } number)
            writer.WriteNumber("number", number);
        if (!Mark.IsNone)
            writer.WriteNumber("mark", Mark.Micros);
        if (Count != 0)
            writer.WriteNumber("count", Count);
        writer.WriteEndObject();
    }

    public static Memory Read(JsonElement json)
    {
        var memory = new Memory
        {
            Number = json.TryGetProperty("number", out var number) ? number.GetDouble() : null,
            Mark = json.TryGetProperty("mark", out var mark) ? new Instant(mark.GetInt64()) : Instant.None,
            Count = json.TryGetProperty("count", out var count) ? count.GetInt64() : 0,
        };
        Read(json, "kept", memory.Kept);
        Read(json, "waiting", memory.Waiting);
        return memory;
    }

    private static void Write(Utf8JsonWriter writer, string name, Deque samples)
    {
        if (samples.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var sample in samples)
            SampleJson.Write(writer, sample);
        writer.WriteEndArray();
    }

    private static void Read(JsonElement json, string name, Deque samples)
    {
        if (!json.TryGetProperty(name, out var list))
            return;
        foreach (var sample in list.EnumerateArray())
            samples.Add(SampleJson.Read(sample));
    }
}
