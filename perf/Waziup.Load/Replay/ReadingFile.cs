using System.IO.Compression;

namespace Waziup.Load.Replay;

/// <summary>What one gzip-compressed export holds.</summary>
internal sealed class ReadingFile
{
    const string Extension = ".csv.gz";
    const int FaultsKept = 5;

    ReadingFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>The readings by sensor, in file order. An empty device id means that neither the rows nor the file's name say it.</summary>
    public Dictionary<SensorId, List<Reading>> Readings { get; } = [];

    /// <summary>Rows that hold no reading.</summary>
    public int Rejected { get; private set; }

    /// <summary>The first few of them, with their line and the reason.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Header lines after the first: such a file was joined from several exports.</summary>
    public int RepeatedHeaders { get; private set; }

    /// <summary>Whether the file has the columns of a WAZIUP export at all.</summary>
    public bool HasLayout { get; private set; }

    /// <summary>Whether the rows say which device they come from.</summary>
    public bool RowsNameDevice { get; private set; }

    /// <summary>All exports below a folder, in the order of their names.</summary>
    public static IEnumerable<string> Find(string folder) =>
        Directory.EnumerateFiles(folder, "*" + Extension, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <param name="path">The file.</param>
    /// <param name="limit">The number of readings after which reading stops.</param>
    public static ReadingFile Read(string path, int limit = int.MaxValue)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return Read(path, lines, limit);
    }

    internal static ReadingFile Read(string path, TextReader lines, int limit)
    {
        var file = new ReadingFile(path);
        var fallback = SensorOf(path);
        ReadingLayout? layout = null;
        var count = 0;
        for (var number = 1; count < limit && lines.ReadLine() is { } line; number++)
        {
            if (line.Length == 0)
                continue;

            var fields = Csv.Split(line);
            if (ReadingLayout.From(fields) is { } header)
            {
                file.RepeatedHeaders += layout is null ? 0 : 1;
                layout = header;
                continue;
            }

            // Without its header the file is something else; it is reported, not guessed at.
            if (layout is null)
                break;

            var (reading, fault) = layout.ReadingOf(fields);
            if (fault is not null)
            {
                file.Reject(number, fault);
                continue;
            }

            file.Add(layout.SensorOf(fields) ?? fallback, reading);
            count++;
        }

        file.HasLayout = layout is not null;
        file.RowsNameDevice = layout is { Device: >= 0, Sensor: >= 0 };
        return file;
    }

    void Add(SensorId sensor, Reading reading)
    {
        if (!Readings.TryGetValue(sensor, out var list))
            Readings[sensor] = list = [];

        list.Add(reading);
    }

    void Reject(int line, string fault)
    {
        Rejected++;
        if (Faults.Count < FaultsKept)
            Faults.Add($"line {line}: {fault}");
    }

    // Exports are called <device>-<sensor>.csv.gz; the device id may hold dashes itself. Some are called <sensor>.csv.gz.
    static SensorId SensorOf(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        if (name.EndsWith(Extension, StringComparison.Ordinal))
            name = name[..^Extension.Length];

        var dash = name.LastIndexOf('-');
        return dash < 0 ? new("", name) : new(name[..dash], name[(dash + 1)..]);
    }
}
