using Waziup.Ngsi.AspNetCore.Tests.Access;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Commands;

namespace Waziup.Ngsi.Sensors.Tests.Commands;

/// <summary>Commands over a store in memory: from the one who issues them to the device, and back.</summary>
public class CommandTests
{
    const string Pump = "urn:ngsi-ld:Actuator:d:pump";
    const string Valve = "urn:ngsi-ld:Actuator:d:valve%201";

    [Fact]
    public async Task The_actuator_follows_its_command()
    {
        await using var world = await CommandWorld.StartAsync();
        var id = (await world.IssueAsync("valve 1", """{"value":true}""")).Id;
        Assert.Equal($"true \"{id}\" \"set\"", await world.ShowAsync(Valve, "commandValue", "commandId", "commandKind"));
        Assert.Equal($"\"pending\" \"{id}\" -", await world.ShowAsync(Valve, "commandStatus", "commandId", "reason"));

        Assert.Equal("valve 1=true", await world.PollAsync());
        Assert.Equal("", await world.PollAsync());
        Assert.Equal("\"sent\" 1", await world.ShowAsync(id, "commandStatus", "attempt"));
        Assert.Equal($"\"sent\" \"{id}\"", await world.ShowAsync(Valve, "commandStatus", "commandId"));

        Assert.Equal(CommandStatus.Delivered, (await world.ReportAsync(id, """{"status":"delivered"}""")).Status);
        Assert.Equal(CommandStatus.Done, (await world.ReportAsync(id, """{"status":"done","reportedValue":true}""")).Status);
        Assert.Equal("\"done\"", await world.ShowAsync(Valve, "commandStatus"));
        Assert.Equal("true", await world.ShowAsync(Valve, "reportedValue"));
        Assert.Equal("\"done\"", await world.ShowAsync(id, "commandStatus"));
    }

    [Fact]
    public async Task The_same_id_again_is_the_same_command()
    {
        await using var world = await CommandWorld.StartAsync();
        var first = await world.IssueAsync("pump", """{"value":5,"kind":"do","id":"mine"}""");
        Assert.Equal("urn:ngsi-ld:Command:mine", first.Id);
        Assert.Equal(first, await world.IssueAsync("pump", """{"value":5,"kind":"do","id":"mine"}"""));
        Assert.Equal("pump=5", await world.PollAsync());
        Assert.Equal(CommandStatus.Sent, (await world.IssueAsync("pump", """{"value":5,"kind":"do","id":"mine"}""")).Status);
        Assert.Equal("", await world.PollAsync());
        var other = await Assert.ThrowsAsync<NgsiLdException>(async () => await world.IssueAsync("pump", """{"value":6,"kind":"do","id":"mine"}"""));
        Assert.Equal(409, other.Error.Status);
    }

    [Fact]
    public async Task A_newer_state_takes_the_place_of_one_that_waits_and_things_to_do_stay_in_order()
    {
        await using var world = await CommandWorld.StartAsync();
        var old = await world.IssueAsync("pump", """{"value":1}""");
        for (var i = 0; i < CommandQueue.MostToDo; i++)
            await world.IssueAsync("pump", $$"""{"value":"do {{i}}","kind":"do"}""");
        var full = await Assert.ThrowsAsync<NgsiLdException>(async () => await world.IssueAsync("pump", """{"value":"more","kind":"do"}"""));
        Assert.Equal(403, full.Error.Status);
        await world.IssueAsync("pump", """{"value":2}""");

        Assert.Equal("\"failed\" \"superseded\"", await world.ShowAsync(old.Id, "commandStatus", "reason"));
        Assert.Equal(string.Join(' ', Enumerable.Range(0, 16).Select(i => $"pump=\"do {i}\"").Append("pump=2")), await world.PollAsync());
    }

    [Fact]
    public async Task Time_runs_out_before_it_is_sent_and_after()
    {
        await using var world = await CommandWorld.StartAsync();
        var late = await world.IssueAsync("pump", """{"value":1,"ttl":"PT5S","kind":"do"}""");
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("", await world.PollAsync());
        Assert.Equal("\"expired\"", await world.ShowAsync(late.Id, "commandStatus"));

        var swept = await world.IssueAsync("pump", """{"value":1,"ttl":"PT5S"}""");
        await world.SweepAsync(TimeSpan.FromSeconds(4));
        Assert.Equal("\"pending\"", await world.ShowAsync(swept.Id, "commandStatus"));
        await world.SweepAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("\"expired\"", await world.ShowAsync(Pump, "commandStatus"));

        var unheard = await world.IssueAsync("pump", """{"value":1}""");
        await world.PollAsync();
        await world.SweepAsync(TimeSpan.FromMinutes(9));
        Assert.Equal("\"sent\"", await world.ShowAsync(unheard.Id, "commandStatus"));
        await world.SweepAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("\"failed\" \"unknown\"", await world.ShowAsync(Pump, "commandStatus", "reason"));
    }

    [Fact]
    public async Task After_a_crash_nothing_is_sent_again_but_what_does_no_harm()
    {
        await using var world = await CommandWorld.StartAsync();
        var once = await world.IssueAsync("pump", """{"value":1}""");
        var again = await world.IssueAsync("valve 1", """{"value":true}""");
        Assert.Equal("pump=1 valve 1=true", await world.PollAsync());

        await world.RestartAsync();
        Assert.Equal("\"failed\" \"unknown\"", await world.ShowAsync(once.Id, "commandStatus", "reason"));
        Assert.Equal("valve 1=true", await world.PollAsync());
        Assert.Equal("\"sent\" 2", await world.ShowAsync(again.Id, "commandStatus", "attempt"));
        var late = await world.ReportAsync(once.Id, """{"status":"done","reportedValue":1}""");
        Assert.Equal((CommandStatus.Failed, "unknown"), (late.Status, late.Reason));
        Assert.Equal("1", await world.ShowAsync(Pump, "reportedValue"));

        await world.RestartAsync();
        Assert.Equal("", await world.PollAsync());
        Assert.Equal("\"failed\" \"unknown\"", await world.ShowAsync(again.Id, "commandStatus", "reason"));
    }

    [Fact]
    public async Task What_waits_survives_a_restart_within_its_time()
    {
        await using var world = await CommandWorld.StartAsync();
        await world.IssueAsync("pump", """{"value":1,"ttl":"PT10S","kind":"do"}""");
        await world.IssueAsync("pump", """{"value":2,"ttl":"PT20S","kind":"do"}""");
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await world.RestartAsync();
        Assert.Equal("pump=2", await world.PollAsync());
    }

    [Fact]
    public async Task What_was_not_sent_can_be_taken_back()
    {
        await using var world = await CommandWorld.StartAsync();
        var id = (await world.IssueAsync("pump", """{"value":1}""")).Id;
        Assert.Equal("cancelled", (await world.CancelAsync("pump", id)).Reason);
        Assert.Equal("", await world.PollAsync());
        var next = (await world.IssueAsync("pump", """{"value":1}""")).Id;
        await world.PollAsync();
        Assert.Equal(409, (await Assert.ThrowsAsync<NgsiLdException>(async () => await world.CancelAsync("pump", next))).Error.Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<NgsiLdException>(async () => await world.CancelAsync("valve 1", next))).Error.Status);
    }

    [Fact]
    public async Task What_is_for_another_state_is_not_sent()
    {
        await using var world = await CommandWorld.StartAsync();
        var first = (await world.IssueAsync("pump", """{"value":"on"}""")).Id;
        await world.PollAsync();
        await world.ReportAsync(first, """{"status":"done","reportedValue":"on"}""");
        await world.IssueAsync("pump", """{"value":"off","kind":"do","onlyIf":"on"}""");
        var no = await world.IssueAsync("pump", """{"value":"on","kind":"do","onlyIf":"off"}""");
        Assert.Equal("pump=\"off\"", await world.PollAsync());
        Assert.Equal("\"failed\" \"refused\"", await world.ShowAsync(no.Id, "commandStatus", "reason"));
    }

    [Fact]
    public async Task Of_two_who_ask_at_once_one_gets_each()
    {
        await using var world = await CommandWorld.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            await world.IssueAsync("pump", $$"""{"value":{{round}},"kind":"do"}""");
            var (one, other) = (world.Another(), world.Another());
            var answers = await Task.WhenAll(Task.Run(() => world.PollAsync(one)), Task.Run(() => world.PollAsync(other)));
            Assert.Equal([$"pump={round}"], answers.Where(answer => answer.Length > 0));
        }
    }

    [Fact]
    public async Task Where_the_tenant_is_full_nothing_of_a_command_is_written()
    {
        await using var world = await CommandWorld.StartAsync();
        await world.FillAsync();
        Assert.Equal(403, (await Assert.ThrowsAsync<NgsiLdException>(async () => await world.IssueAsync("pump", """{"value":1}"""))).Error.Status);
        Assert.Equal(("none", "none"), (await world.ShowAsync(Pump, "commandValue"), await world.ShowAsync(Pump, "commandStatus")));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"value":null}""")]
    [InlineData("""{"value":1,"kind":"maybe"}""")]
    [InlineData("""{"value":1,"ttl":"PT0S"}""")]
    [InlineData("""{"value":1,"ttl":"P8D"}""")]
    [InlineData("""{"value":1,"ttl":"P9999Y3659634DT87831216H"}""")]
    [InlineData("""{"value":1,"ttl":"soon"}""")]
    [InlineData("""{"value":1,"id":"a b:c"}""")]
    [InlineData("""{"value":1,"more":2}""")]
    [InlineData("""{"value":"urn:ngsi-ld:null"}""")]
    [InlineData("""[1]""")]
    public async Task What_makes_no_sense_changes_nothing(string document)
    {
        await using var world = await CommandWorld.StartAsync();
        Assert.Equal(400, (await Assert.ThrowsAsync<NgsiLdException>(async () => await world.IssueAsync("pump", document))).Error.Status);
        Assert.Equal("none", await world.ShowAsync(Pump, "commandValue"));
    }

    [Theory]
    [InlineData("""{"a":[1,null,{"@id":"x"}],"type":"Point"}""")]
    [InlineData("""[1,"two",null]""")]
    [InlineData("\"text\"")]
    [InlineData("0.10")]
    [InlineData("false")]
    public async Task Values_come_to_the_device_as_they_were_given(string value)
    {
        await using var world = await CommandWorld.StartAsync();
        await world.IssueAsync("pump", $$"""{"value":{{value}}}""");
        Assert.Equal($"pump={value}", await world.PollAsync());
        Assert.Equal(400, (await Assert.ThrowsAsync<NgsiLdException>(async () => await world.IssueAsync("valve 1", """{"value":"x"}"""))).Error.Status);
    }
}

/// <summary>The same over a file.</summary>
[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class CommandOnSqliteTests : CommandTests
{
}

/// <summary>The same over a database that several processes use.</summary>
[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class CommandOnPostgreSqlTests : CommandTests
{
    [Fact]
    public async Task What_a_process_has_sent_that_lives_is_its_own()
    {
        await using var world = await CommandWorld.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (timers, failures) = (world.Clock.WaitingTimers, new List<Exception>());
        var living = world.Commands.RunAsync(failures.Add, stop.Token);
        while (world.Clock.WaitingTimers == timers && !living.IsCompleted)
            await Task.Delay(10, stop.Token);
        var id = (await world.IssueAsync("pump", """{"value":1}""")).Id;
        Assert.Equal("pump=1", await world.PollAsync());
        var other = world.Another();

        await other.SweepAsync(stop.Token);
        Assert.Equal("\"sent\"", await world.ShowAsync(id, "commandStatus"));

        await stop.CancelAsync();
        await living;
        await other.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal("\"failed\" \"unknown\"", await world.ShowAsync(id, "commandStatus", "reason"));
        Assert.Empty(failures);
    }
}
