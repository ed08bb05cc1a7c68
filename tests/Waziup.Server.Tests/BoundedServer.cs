namespace Waziup.Server.Tests;

/// <summary>A server with small bounds, for many tests.</summary>
public sealed class BoundedServer : IAsyncLifetime
{
    readonly TestFolder _folder = new();

    internal ServerProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var context = _folder.Write("farm.jsonld", """{"@context":{"moisture":"http://farm.example/moisture"}}""");
        Process = await ServerProcess.StartAsync(_folder,
            "--store", "memory", "--max-body-bytes", "2048", "--max-header-bytes", "4096", "--max-json-depth", "8", "--body-timeout", "1",
            "--header-timeout", "1", "--context", "http://farm.example/c.jsonld=" + context, "--context", "http://farm.example/own=" + context);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }
}
