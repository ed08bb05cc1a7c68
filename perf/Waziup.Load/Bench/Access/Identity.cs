namespace Waziup.Load.Bench.Access;

/// <summary>What a broker is started with so that callers show keys: the key of pseudonyms lies in a file that goes with this.</summary>
internal sealed class Identity : IDisposable
{
    readonly string _file = Path.Combine(Path.GetTempPath(), $"waziup-keys-{Guid.NewGuid():N}.json");

    public IReadOnlyList<string> Arguments => ["--identity", "--key-file", _file];

    public void Dispose() => File.Delete(_file);
}
