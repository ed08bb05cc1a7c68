using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>What the steps of a plan remember after all samples up to a time: from here a run goes on as if it had never stopped.</summary>
/// <remarks>Immutable. Of no use to a plan with other steps. Whoever loses one begins at an earlier one, or at the first sample.</remarks>
public sealed class Checkpoint
{
    internal Checkpoint(string plan, Instant after, ImmutableArray<Memory> memories) => (Plan, After, Memories) = (plan, after, memories);

    /// <summary>Of which plan: its <see cref="Plan.Fingerprint"/>.</summary>
    public string Plan { get; }

    /// <summary>The time of the last sample that is in it; none where there was none.</summary>
    public Instant After { get; }

    /// <summary>How many samples the steps remember: how large it is when it is written.</summary>
    public int Size => Memories.Sum(memory => memory.Kept.Count + memory.Waiting.Count);

    /// <summary>What each step remembers; nobody changes it.</summary>
    internal ImmutableArray<Memory> Memories { get; }

    /// <summary>The checkpoint as JSON.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("plan", Plan);
            if (!After.IsNone)
                writer.WriteNumber("after", After.Micros);
            writer.WriteStartArray("steps");
            foreach (var memory in Memories)
                memory.Write(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Checkpoint Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var after = root.TryGetProperty("after", out var micros) ? new Instant(micros.GetInt64()) : Instant.None;
            return new Checkpoint(root.GetProperty("plan").GetString()!, after, [.. root.GetProperty("steps").EnumerateArray().Select(Memory.Read)]);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("not a checkpoint of a pipeline", problem);
        }
    }
}
