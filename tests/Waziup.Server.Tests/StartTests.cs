using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Waziup.Server.Tests;

public class StartTests
{
    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_stop_and_after_a_kill()
    {
        using var folder = new TestFolder();
        await using (var first = await ServerProcess.StartAsync(folder))
        {
            await first.CreateAsync("urn:p:1");
            first.Signal("TERM");
            Assert.Equal(0, await first.EndAsync());
        }
        Assert.True(File.Exists(folder.File("data/context.db")));
        await using (var second = await ServerProcess.StartAsync(folder))
        {
            await second.CreateAsync("urn:p:2");
            second.Signal("KILL");
            await second.EndAsync();
        }
        await using var third = await ServerProcess.StartAsync(folder);

        Assert.Equal(200, (await third.GetAsync("/ngsi-ld/v1/entities/urn:p:1")).Status);
        Assert.Equal(200, (await third.GetAsync("/ngsi-ld/v1/entities/urn:p:2")).Status);
        Assert.Equal(404, (await third.GetAsync("/ngsi-ld/v1/entities/urn:p:3")).Status);
    }

    [Fact]
    public async Task The_summary_says_where_which_store_how_durable_and_who_may_come_in()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--log-format", "json");
        await server.WaitForAsync("may make the server call");

        var lines = server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        string Said(string name) => lines.Select(line => line.GetProperty("State")).First(state => state.TryGetProperty(name, out _)).GetProperty(name).GetString()!;

        Assert.Equal(server.Address.ToString().TrimEnd('/'), Said("Url"));
        Assert.Contains(folder.File("data/context.db"), Said("Store"), StringComparison.Ordinal);
        Assert.Equal("every write is flushed before it is acknowledged", Said("Durability"));
        Assert.Equal("everybody on this machine, to everything", Said("Access"));
        Assert.DoesNotContain(lines, line => line.GetProperty("LogLevel").GetString() != "Information");
    }

    [Fact]
    public async Task A_request_under_way_is_finished_when_the_server_is_asked_to_stop()
    {
        using var folder = new TestFolder();
        await using (var server = await ServerProcess.StartAsync(folder))
        {
            var body = ServerProcess.Entity("urn:p:late");
            using var slow = await RawConnection.OpenAsync(server.Address);
            await slow.SendAsync($"POST /ngsi-ld/v1/entities HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
                $"Content-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n");
            Assert.Equal(100, await slow.ReadStatusAsync());    // it is being served
            server.Signal("TERM");
            await server.WaitForAsync("Stopping");
            await slow.SendAsync(body);

            Assert.Equal(201, await slow.ReadStatusAsync());
            Assert.Equal(0, await server.EndAsync());
            Assert.DoesNotContain("fail:", server.Output, StringComparison.Ordinal);
        }
        await using var again = await ServerProcess.StartAsync(folder);
        Assert.Equal(200, (await again.GetAsync("/ngsi-ld/v1/entities/urn:p:late")).Status);
    }

    [Fact]
    public async Task A_store_in_use_a_damaged_one_and_a_newer_one_stop_the_start_with_one_line()
    {
        using var folder = new TestFolder();
        await using (var server = await ServerProcess.StartAsync(folder, "--data", "used"))
        {
            AssertRefused(await Launch.RunAsync(folder, "--urls", "http://127.0.0.1:0", "--data", "used"), "is in use by another process");
            server.Signal("TERM");
            await server.EndAsync();
        }

        var store = folder.File("used/context.db");
        var bytes = await File.ReadAllBytesAsync(store, TestContext.Current.CancellationToken);
        var newer = (byte[])bytes.Clone();
        newer[63] = 99;    // the last byte of user_version in the header of the file
        await File.WriteAllBytesAsync(store, newer, TestContext.Current.CancellationToken);
        AssertRefused(await Launch.RunAsync(folder, "--urls", "http://127.0.0.1:0", "--data", "used"), "use the newer program");

        bytes.AsSpan(0, 16).Fill((byte)'x');
        await File.WriteAllBytesAsync(store, bytes, TestContext.Current.CancellationToken);
        AssertRefused(await Launch.RunAsync(folder, "--urls", "http://127.0.0.1:0", "--data", "used"), "damaged");
        AssertRefused(await Launch.RunAsync(folder, "stats", "--data", "used"), "damaged");
    }

    [Fact]
    public async Task A_port_in_use_stops_the_start_with_one_line()
    {
        using var folder = new TestFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        AssertRefused(await Launch.RunAsync(folder, "--store", "memory", "--urls", $"http://{taken.LocalEndpoint}"), "address already in use");
    }

    [Fact]
    public async Task An_option_that_makes_no_sense_ends_with_2_and_the_valid_ones()
    {
        using var folder = new TestFolder();

        var result = await Launch.RunAsync(folder, "--dta", "x");

        Assert.Equal(2, result.Code);
        Assert.Empty(result.Output);
        Assert.StartsWith("Waziup.Server: there is no option --dta\n", result.Errors, StringComparison.Ordinal);
        Assert.Contains("  --data DIR", result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("data")));
    }

    [Fact]
    public async Task Settings_are_read_from_the_working_folder_and_the_environment()
    {
        using var folder = new TestFolder();
        folder.Write("appsettings.json", """{"Waziup":{"Store":"memory"}}""");

        var file = await Launch.RunAsync(folder, "--data", "x");
        var variable = await Launch.RunAsync(folder, new Dictionary<string, string> { ["WAZIUP_MAX_PAGE"] = "1" });

        Assert.Contains("--data contradicts Store in ", file.Errors, StringComparison.Ordinal);
        Assert.Contains("WAZIUP_MAX_PAGE is a whole number of 20 to 100000, not '1'", variable.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_and_version_are_given_and_nothing_is_started()
    {
        using var folder = new TestFolder();

        var help = await Launch.RunAsync(folder, "--help");
        var version = await Launch.RunAsync(folder, "--version");

        Assert.Equal((0, ""), (help.Code, help.Errors));
        Assert.Equal(Options.Help.Text, help.Output);
        Assert.Equal((0, "0.1.0\n"), (version.Code, version.Output));
    }

    static void AssertRefused(Launch.Result result, string reason)
    {
        Assert.Equal(1, result.Code);
        Assert.Contains(reason, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", result.Output + result.Errors, StringComparison.Ordinal);
    }
}
