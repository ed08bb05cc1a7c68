namespace Waziup.Load.Replay;

/// <summary>All exports below a folder, joined by sensor.</summary>
internal sealed record ReadingFolder(IReadOnlyList<ReadingFile> Files, IReadOnlyList<string> Skipped, IReadOnlyList<SensorSeries> Series)
{
    public int Count => Series.Sum(series => series.Readings.Count);

    public static ReadingFolder Read(string folder, int limitPerFile)
    {
        var all = ReadingFile.Find(folder).Select(path => ReadingFile.Read(path, limitPerFile)).ToList();
        var files = all.Where(file => file.HasLayout).ToList();
        var skipped = all.Where(file => !file.HasLayout).Select(file => file.Path).ToList();

        var readings = new Dictionary<SensorId, List<Reading>>();
        foreach (var file in files)
        {
            foreach (var (sensor, rows) in file.Readings)
            {
                var known = sensor.Device.Length > 0 ? sensor : sensor with { Device = StationOf(file, files) };
                if (readings.TryGetValue(known, out var list))
                    list.AddRange(rows);
                else
                    readings[known] = rows;
            }
        }

        var series = readings.Select(pair => new SensorSeries(pair.Key, pair.Value)).OrderBy(one => one.Id.SensorUrn, StringComparer.Ordinal);
        return new(files, skipped, [.. series]);
    }

    // One of the weather station's exports has neither device column nor device in its name. The rows of its neighbours name the
    // station; when they do not agree, the folder's name has to do.
    static string StationOf(ReadingFile orphan, List<ReadingFile> files)
    {
        var folder = Path.GetDirectoryName(orphan.Path);
        var named = files.Where(file => file.RowsNameDevice && Path.GetDirectoryName(file.Path) == folder)
            .SelectMany(file => file.Readings.Keys)
            .Select(sensor => sensor.Device)
            .Distinct()
            .ToList();
        return named.Count == 1 ? named[0] : Path.GetFileName(folder) ?? "unknown";
    }
}
