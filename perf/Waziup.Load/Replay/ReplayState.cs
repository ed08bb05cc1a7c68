using System.Text.Json;

namespace Waziup.Load.Replay;

/// <summary>How far a replay has come, kept in a file so that an interrupted one goes on where it stopped.</summary>
/// <remarks>
/// The file is replaced as a whole after each acknowledged batch. What was pushed but not yet noted is pushed again after a restart; the
/// broker keeps one history row per sensor and time, so that does no harm.
/// </remarks>
internal sealed class ReplayState
{
    static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    readonly string? _path;
    readonly Content _content;

    ReplayState(string? path, Content content)
    {
        _path = path;
        _content = content;
    }

    /// <summary>The state of replays to this broker that was kept in the folder; an empty one when there is none or no folder is given.</summary>
    public static ReplayState Open(string? folder, Uri url, bool isRaw = false)
    {
        if (folder is null)
            return new(null, new Content(url, []));

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, isRaw ? ".replay-raw-state.json" : ".replay-state.json");
        if (!File.Exists(path))
            return new(path, new Content(url, []));

        var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Format);
        return new(path, content is not null && content.Url == url ? content : new Content(url, []));
    }

    /// <summary>The readings of a sensor that the broker has acknowledged. Other input than last time starts from the beginning.</summary>
    public int Pushed(SensorSeries series) =>
        _content.Sensors.TryGetValue(series.Id.SensorUrn, out var mark) && mark.Of == series.Readings.Count ? mark.Pushed : 0;

    public void Note(SensorSeries series, int pushed)
    {
        _content.Sensors[series.Id.SensorUrn] = new Mark(pushed, series.Readings.Count);
        Save();
    }

    public void Forget(SensorSeries series)
    {
        if (_content.Sensors.Remove(series.Id.SensorUrn))
            Save();
    }

    void Save()
    {
        if (_path is null)
            return;

        var next = _path + ".next";
        using (var file = File.Create(next))
        {
            JsonSerializer.Serialize(file, _content, Format);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }

    sealed record Mark(int Pushed, int Of);

    sealed record Content(Uri Url, SortedDictionary<string, Mark> Sensors);
}
