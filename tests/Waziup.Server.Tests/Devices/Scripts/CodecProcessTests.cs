using System.Diagnostics;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Scripts;
using Waziup.Server.Devices.Scripts;

namespace Waziup.Server.Tests.Devices.Scripts;

/// <summary>The process comes when it is needed, goes when it is not, and knows nothing of the host.</summary>
public sealed class CodecProcessTests
{
    private const string Good = "function decodeUplink(input) { return { data: { first: input.bytes[0] } }; }";
    private const string Answer = """{"data":{"first":1}}""";

    [Fact]
    public async Task It_starts_with_the_first_call_and_ends_when_there_were_none_for_a_while()
    {
        var clock = new Waziup.Ngsi.Contract.ManualTime();
        await using var world = ScriptWorld.With(new ScriptLimits(), clock);
        Assert.False(world.IsRunning);

        Assert.Equal(Answer, await world.DecodeAsync(Good));
        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(Answer, await world.DecodeAsync(Good));
        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.True(world.IsRunning);

        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.False(world.IsRunning);
        Assert.Equal(Answer, await world.DecodeAsync(Good));
    }

    [Fact]
    public async Task It_comes_again_after_it_was_killed()
    {
        await using var world = ScriptWorld.With(new ScriptLimits());
        await world.DecodeAsync(Good);
        var first = world.Child;
        using (var process = Process.GetProcessById(first.Id))
        {
            first.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(Answer, await world.DecodeAsync(Good));
        Assert.NotSame(first, world.Child);
    }

    [Fact]
    public async Task It_is_ended_from_outside_where_it_does_not_end_itself()
    {
        await using var world = ScriptWorld.With(new ScriptLimits { WallTime = TimeSpan.FromSeconds(1) });

        // The interpreter looks at the time between statements; this is one.
        var late = await world.DecodeAsync("function decodeUplink() { return { data: { t: new Array(400000000).join('') } }; }");

        Assert.Equal("! It did not end within 1 s.", late);
        Assert.Equal(Answer, await world.DecodeAsync(Good));
    }

    [Fact]
    public async Task Who_comes_while_too_many_wait_is_told_to_come_again()
    {
        await using var world = ScriptWorld.With(new ScriptLimits { Waiting = 2 });
        var calls = Enumerable.Range(0, 20).Select(_ => world.RunAsync(ScriptTask.Check, Good, "{}").AsTask()).ToList();

        var refused = 0;
        foreach (var call in calls)
        {
            try
            {
                Assert.Null((await call).Fault);
            }
            catch (NgsiLdException busy) when (busy.Error.Status == 503)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 18);
        Assert.Equal(Answer, await world.DecodeAsync(Good));
    }

    [Fact]
    public async Task What_is_too_much_for_a_message_is_not_sent()
    {
        await using var world = ScriptWorld.With(new ScriptLimits());

        Assert.Equal("! What it is given takes more than 1024 KiB.", await world.EncodeAsync("function encodeDownlink() { }", "{\"data\":{\"note\":\"" + new string('x', 1024 * 1024) + "\"}}"));
        Assert.False(world.IsRunning);
    }

    [Fact]
    public async Task Many_calls_at_once_are_answered_each_with_its_own()
    {
        await using var world = ScriptWorld.With(new ScriptLimits());

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => world.DecodeAsync(Good, $$"""{"bytes":[{{number}}],"fPort":1,"recvTime":"2026-01-31T12:00:00Z"}""")));

        Assert.Equal(Enumerable.Range(0, 50).Select(number => $$$"""{"data":{"first":{{{number}}}}}"""), answers);
    }

    [Fact]
    public async Task It_is_given_nothing_of_the_environment_of_the_host()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only there the environment of a process can be read");
        Environment.SetEnvironmentVariable("SECRET_OF_A_TEST", "hunter2");
        await using var world = ScriptWorld.With(new ScriptLimits());
        await world.DecodeAsync(Good);

        var of = $"/proc/{world.Child.Id}/";
        var (environment, limits, folder) = (File.ReadAllText(of + "environ"), File.ReadAllText(of + "limits"), new FileInfo(of + "cwd").LinkTarget);

        Assert.DoesNotContain("hunter2", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("PATH=", environment, StringComparison.Ordinal);
        Assert.Contains("DOTNET_GCHeapHardLimit=3000000", environment, StringComparison.Ordinal);
        Assert.Matches(@"Max data size +201326592 +201326592 ", limits);
        Assert.Matches(@"Max core file size +0 +0 ", limits);
        Assert.Equal("/", folder);
    }

    [Fact]
    public async Task A_program_that_does_not_start_is_told_as_a_trouble_of_the_moment()
    {
        await using var process = new CodecProcess(new ScriptLimits(), limits => Child.Start(limits, "/nonexistent", []), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<CodecProcess>.Instance);

        var refused = await Assert.ThrowsAsync<NgsiLdException>(async () => await process.RunAsync(new ScriptCall(ScriptTask.Check, Good, []), TestContext.Current.CancellationToken));

        Assert.Equal(503, refused.Error.Status);
    }

    [Fact]
    public async Task The_command_is_not_for_people()
    {
        using var folder = new TestFolder();

        Assert.DoesNotContain(Child.Command, (await Launch.RunAsync(folder, "--help")).Output, StringComparison.Ordinal);
    }
}
