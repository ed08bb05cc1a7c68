namespace Waziup.Load.Bench;

/// <summary>A store of a subject that holds the sample entities, filled through its API once and copied for each measurement.</summary>
internal sealed record LoadedStore(string Folder)
{
    // What a server keeps for start-up work has been given back by then.
    static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    /// <summary>Resident memory of the server with an empty store, without requests.</summary>
    public required long IdleResident { get; init; }

    /// <summary>Resident memory of the server that has just taken in all entities.</summary>
    public required long LoadedResident { get; init; }

    /// <summary>From the start of the process with the full store to its first answer.</summary>
    public required TimeSpan StartTime { get; init; }

    /// <summary>An entity as the server returns it.</summary>
    public required byte[] Answer { get; init; }

    public static async Task<LoadedStore> FillAsync(Subject subject, string folder, TimeProvider time, CancellationToken cancel)
    {
        var probe = Sample.PathOf(Sample.Count / 2);
        long idle, loaded;
        byte[] answer;
        await using (var server = await ServerProcess.StartAsync(subject, folder, probe, time, cancel))
        {
            await Task.Delay(Settle, time, cancel);
            idle = Proc.Resident(server.Pid);
            using var client = new Client(server.Url);
            await client.LoadAsync(cancel);
            loaded = Proc.Resident(server.Pid);
            answer = await client.GetAsync(probe, cancel);
        }

        await using var again = await ServerProcess.StartAsync(subject, folder, probe, time, cancel);
        return new(folder) { IdleResident = idle, LoadedResident = loaded, StartTime = again.StartTime, Answer = answer };
    }

    /// <summary>Copies the store and flushes the copy, so that its pages are not written back during the measurement.</summary>
    public void CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(Folder, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
            using var copy = new FileStream(target, FileMode.Open, FileAccess.ReadWrite);
            copy.Flush(flushToDisk: true);
        }
    }
}
