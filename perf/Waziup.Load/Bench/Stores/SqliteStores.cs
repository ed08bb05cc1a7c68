namespace Waziup.Load.Bench.Stores;

/// <summary>Stores that are folders.</summary>
internal sealed class SqliteStores : IStores
{
    public SqliteStores(string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(folder);
    }

    public string Description => "SQLite";

    public string Folder { get; }

    public int? DatabasePid => null;

    public IReadOnlyList<string> Arguments(bool isBroker, string store) => ["--data", PathOf(store)];

    public Task CreateAsync(string store, CancellationToken cancel)
    {
        Directory.CreateDirectory(PathOf(store));
        return Task.CompletedTask;
    }

    public Task SettleAsync(string store, CancellationToken cancel) => Task.CompletedTask;

    public Task CopyAsync(string from, string to, CancellationToken cancel)
    {
        var (source, target) = (PathOf(from), PathOf(to));
        Directory.CreateDirectory(target);
        foreach (var path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var file = Path.Combine(target, Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.Copy(path, file);
            using var copy = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
            copy.Flush(flushToDisk: true);
        }

        return Task.CompletedTask;
    }

    public Task DeleteAsync(string store)
    {
        if (Directory.Exists(PathOf(store)))
            Directory.Delete(PathOf(store), recursive: true);

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    string PathOf(string store) => Path.Combine(Folder, store);
}
