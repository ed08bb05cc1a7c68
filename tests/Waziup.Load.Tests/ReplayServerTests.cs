using System.Globalization;
using Waziup.Load.Bench;
using Waziup.Load.Bench.Stores;
using Waziup.Load.Replay;
using Waziup.Ngsi.Contract;

namespace Waziup.Load.Tests;

/// <summary>The main job on real input: a part of the real readings, and the server as a process of its own with its store on the disk.</summary>
public sealed class ReplayServerTests : IDisposable
{
    const int ReadingsPerFile = 400;

    // What was built with this test; it is started as an operator starts it.
    static readonly string Command = "dotnet " + Path.Combine(AppContext.BaseDirectory, "Waziup.Server.dll");

    readonly string _folder = Directory.CreateTempSubdirectory("waziup-replay-").FullName;
    readonly StringWriter _output = new(CultureInfo.InvariantCulture);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    string Store => Path.Combine(_folder, "store");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_server_holds_the_newest_value_of_each_sensor_and_a_row_for_each_distinct_reading()
    {
        var data = TestData.Require("data");
        await using var server = await StartAsync();

        var exit = await Run(server, data).RunAsync(Cancel);

        var text = _output.ToString();
        var expected = ReadingFolder.Read(data, ReadingsPerFile);
        var distinct = expected.Series.Sum(series => series.Distinct);
        Assert.True(exit == 0, text);
        Assert.Contains("18 of 18 sensors hold their newest reading", text, StringComparison.Ordinal);
        Assert.Contains($"{distinct:N0} rows of numValue for {distinct:N0} distinct readings", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Refused", text, StringComparison.Ordinal);
        // The readings must be such that both rules show: out of order, and the same time of observation more than once.
        Assert.True(distinct < expected.Count);
    }

    [Fact]
    public async Task Readings_that_are_sent_again_add_no_rows_even_after_the_server_was_killed()
    {
        var data = TestData.Require("data", "waziup-pilots");
        await using (var first = await StartAsync())
        {
            Assert.Equal(0, await Run(first, data).RunAsync(Cancel));
            first.Kill();
        }
        await using var second = await StartAsync();
        _output.GetStringBuilder().Clear();

        // Without the state of the first replay: everything goes out again.
        var exit = await Run(second, data).RunAsync(Cancel);

        var expected = ReadingFolder.Read(data, ReadingsPerFile);
        var distinct = expected.Series.Sum(series => series.Distinct);
        Assert.True(exit == 0, _output.ToString());
        Assert.Contains($"Pushed {expected.Count:N0} readings", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{distinct:N0} rows of numValue for {distinct:N0} distinct readings", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readings_as_they_were_received_end_alike_through_the_temporal_API()
    {
        var data = TestData.Require("data");
        await using var server = await StartAsync();

        var exit = await Run(server, data, raw: true).RunAsync(Cancel);

        CheckRaw(exit, data);
    }

    [Fact]
    public async Task And_so_they_do_on_PostgreSQL()
    {
        var data = TestData.Require("data");
        if (DatabaseServer.Programs() is null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "the programs of PostgreSQL are not installed");
            Assert.Fail("the programs of PostgreSQL are not installed");
        }
        await using var database = await DatabaseServer.CreateAsync(Load.Launch.FreePort(), [], Cancel);
        var connection = database.Connection(DatabaseServer.Maintenance);
        await using var server = await StartAsync("--store", "postgresql", "--connection", connection);

        var exit = await Run(server, data, raw: true, connection).RunAsync(Cancel);

        CheckRaw(exit, data);
    }

    void CheckRaw(int exit, string data)
    {
        var text = _output.ToString();
        var distinct = ReadingFolder.Read(data, ReadingsPerFile).Series.Sum(series => series.Distinct);
        Assert.True(exit == 0, text);
        Assert.Contains("18 of 18 sensors hold their newest reading", text, StringComparison.Ordinal);
        Assert.Contains($"{distinct:N0} rows of numValue for {distinct:N0} distinct readings", text, StringComparison.Ordinal);
        Assert.Matches("Averages: ([1-9][0-9]*) of \\1 days of .* agree, 0 more", text);
    }

    Task<ServerProcess> StartAsync(params string[] store) => ServerProcess.StartAsync(
        new Subject("server", Command, new Dictionary<string, string>()) { Size = Size.Small }, store.Length > 0 ? store : ["--data", Store], "/health/ready", TimeProvider.System, Cancel);

    ReplayRun Run(ServerProcess server, string data, bool raw = false, string? connection = null) => new(
        new ReplayOptions
        {
            Raw = raw,
            Connection = connection,
            Folder = data,
            Url = server.Url,
            Batch = 200,
            Limit = ReadingsPerFile,
            Verify = true,
            Data = connection is null ? Store : null,
            ServerCommand = Command,
        },
        _output,
        TimeProvider.System);
}
