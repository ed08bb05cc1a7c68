using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Codecs;

namespace Waziup.Ngsi.Sensors.Providers;

/// <summary>Where the readings lie in what a source answers.</summary>
/// <param name="Rows">Leads to the rows.</param>
/// <param name="Values">For each sensor what leads from a row to its value, or to several.</param>
/// <param name="Time">What leads from a row to its time, or to one for each of several values; null where the source tells none.</param>
/// <param name="Notation">How times are written.</param>
/// <remarks>Immutable.</remarks>
internal sealed record RowMapping(JsonPath Rows, ImmutableArray<(string Sensor, JsonPath Path)> Values, JsonPath? Time, TimeNotation Notation)
{
    /// <summary>How many bytes an answer may have.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private static readonly CodecLimits Limits = new() { MaxPayloadBytes = MaxBytes, MaxNesting = 64 };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">UTF-8 JSON.</param>
    /// <returns>The readings, and what was left out; an error where the answer is no JSON, or has more than 30,000 readings.</returns>
    public MappedRows Read(ReadOnlySpan<byte> answer)
    {
        var (rows, leftOut, why) = (0, 0, (string?)null);
        if (answer.StartsWith(ByteOrderMark))
            answer = answer[ByteOrderMark.Length..];
        var decoded = Decoding.Whole(answer, Instant.None, Limits, (bytes, _, found) =>
        {
            foreach (var row in Rows.Select(JsonPayload.Parse(bytes, Limits)))
            {
                ReadRow(row, found, (count, wrong) => (leftOut, why) = (leftOut + count, why ?? $"row {rows}: {wrong}"));
                rows++;
            }
        });
        return decoded.Error is { } error ? new MappedRows(rows, [], 0, null) { Error = error.Message } : new MappedRows(rows, [.. decoded.Readings], leftOut, why);
    }

    private void ReadRow(JsonElement row, ReadingList found, Action<int, string> leaveOut)
    {
        var times = Time?.Select(row);
        foreach (var (sensor, path) in Values)
        {
            var values = path.Select(row);
            if (times is not null && times.Count != 1 && times.Count != values.Count)
            {
                if (values.Count(value => value.ValueKind != JsonValueKind.Null) is > 0 and var count)
                    leaveOut(count, $"values of {sensor}: {values.Count}, times: {times.Count}");
                continue;
            }
            for (var index = 0; index < values.Count; index++)
            {
                if (values[index].ValueKind == JsonValueKind.Null)
                    continue;
                var time = times is null ? Instant.None : Notation.Read(times[times.Count == 1 ? 0 : index]);
                if (times is not null && time.IsNone)
                    leaveOut(1, $"the time of {sensor} is not written as {TimeNotations.Words[(int)Notation]}");
                else
                    // A copy of its own: a reading that is kept must not keep the whole answer.
                    found.Add(new Reading(sensor, values[index].Clone(), time));
            }
        }
    }
}

/// <summary>What was read of an answer.</summary>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Readings">The readings, in its order; one without a time is of when it came.</param>
/// <param name="LeftOut">How many values were left out, as it is not known of when they are.</param>
/// <param name="Why">Why the first of them was; null where none was.</param>
internal sealed record MappedRows(int Rows, ImmutableArray<Reading> Readings, int LeftOut, string? Why)
{
    /// <summary>Why nothing could be read; null where it could.</summary>
    public string? Error { get; init; }
}
