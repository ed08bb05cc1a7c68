using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>Looks up what is stored of some times of a sensor as it came.</summary>
/// <remarks>It costs about as much as there are times, wherever they lie in a long past.</remarks>
internal sealed class RawReadings(ContextBroker broker, StreamKey key, Instant bornAt)
{
    private const int Spare = 1000;

    private readonly Dictionary<(Instant Time, bool IsText), (Sample Sample, bool IsLate)> _found = [];

    /// <summary>What there is, by time and whether it is a text; and whether the pipeline has left it out.</summary>
    public async ValueTask<IReadOnlyDictionary<(Instant Time, bool IsText), (Sample Sample, bool IsLate)>> FindAsync(IEnumerable<Instant> times, CancellationToken cancel)
    {
        var wanted = times.ToHashSet();
        // Mostly they lie side by side; then one look does.
        if (wanted.Count == 0 || await LookAsync(wanted.Min(), wanted.Max(), wanted, (4L * wanted.Count) + Spare, cancel))
            return _found;
        foreach (var time in wanted)
            await LookAsync(time, time, wanted, long.MaxValue, cancel);
        return _found;
    }

    /// <returns>Whether the window was looked through, which has no more rows than may be.</returns>
    private async ValueTask<bool> LookAsync(Instant first, Instant last, HashSet<Instant> wanted, long most, CancellationToken cancel)
    {
        var window = Window.Whole with { From = first, To = new Instant(last.Micros + 1), Names = [.. StreamRows.Names] };
        await broker.Storage.History.VisitAsync(key.Tenant, key.Sensor, window, row =>
        {
            if (row is { DatasetId: ReadingText.Raw, IsDeletion: false } && row.ModifiedAt >= bornAt && wanted.Contains(row.At) && StreamRows.SampleOf(row) is var sample)
                _found[(row.At, sample.Text is not null)] = (sample, StreamRows.IsLate(row));
            return --most >= 0;
        }, cancel);
        return most >= 0;
    }
}
