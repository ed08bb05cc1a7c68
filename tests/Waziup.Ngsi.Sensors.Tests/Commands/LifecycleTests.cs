using System.Text.Json;
using Waziup.Ngsi.Sensors.Commands;

namespace Waziup.Ngsi.Sensors.Tests.Commands;

/// <summary>The states of commands, and the queue of an actuator, without a store.</summary>
public sealed class LifecycleTests
{
    const string Node = "n";

    static readonly JsonElement Value = JsonElement.Parse("true");

    static Command Of(string id, bool isSet = true, CommandState? state = null, bool isIdempotent = false, string? onlyIf = null) =>
        new(id, "d", "a", isSet, Value, state ?? new CommandState(CommandStatus.Pending)) { IsIdempotent = isIdempotent, OnlyIf = onlyIf is null ? null : JsonElement.Parse(onlyIf) };

    static string Due(params Command[] queue) => string.Join(' ', CommandQueue.Due(queue, command => command.Id.StartsWith("old", StringComparison.Ordinal), JsonElement.Parse("1"), Node)
        .Select(step => $"{step.Command.Id}:{CommandText.Word(step.Next.Status)}{(step.Next.Reason is { } reason ? "/" + reason : "")}"));

    [Fact]
    public void The_newest_state_to_be_in_is_sent_and_all_that_is_to_do_in_order() =>
        Assert.Equal("s1:failed/superseded d1:sent s2:failed/superseded d2:sent s3:sent", Due(Of("s1"), Of("d1", false), Of("s2"), Of("d2", false), Of("s3")));

    [Fact]
    public void What_is_over_is_not_sent_and_takes_the_place_of_nothing() => Assert.Equal("s1:sent old:expired", Due(Of("s1"), Of("old")));

    [Fact]
    public void What_is_for_another_state_is_refused() => Assert.Equal("no:failed/refused yes:sent", Due(Of("no", false, onlyIf: "2"), Of("yes", false, onlyIf: "1.0")));

    [Fact]
    public void Sixteen_things_to_do_wait_and_no_more()
    {
        var queue = Enumerable.Range(0, CommandQueue.MostToDo).Select(i => Of($"d{i}", false)).ToList();
        Assert.True(CommandQueue.IsFull(queue, isSet: false));
        Assert.False(CommandQueue.IsFull(queue, isSet: true));
        queue[3] = queue[3] with { State = new CommandState(CommandStatus.Sent, null, 1, Node) };
        Assert.False(CommandQueue.IsFull(queue, isSet: false));
    }

    [Theory]
    [InlineData(CommandStatus.Done)]
    [InlineData(CommandStatus.Failed)]
    [InlineData(CommandStatus.Expired)]
    public void What_is_final_stays(CommandStatus status)
    {
        var command = Of("c", true, new CommandState(status, "x", 1, Node), isIdempotent: true);
        Assert.Null(Lifecycle.Send(command, Node));
        Assert.Null(Lifecycle.Cancel(command));
        Assert.Null(Lifecycle.End(command));
        Assert.Null(Lifecycle.Recover(command));
        Assert.Null(Lifecycle.Supersede(command));
        foreach (var told in Enum.GetValues<CommandStatus>())
            Assert.Null(Lifecycle.Report(command, told, null));
    }

    [Fact]
    public void After_a_crash_only_a_state_of_an_actuator_that_does_not_mind_is_sent_again_and_once()
    {
        var sent = new CommandState(CommandStatus.Sent, null, 1, Node);
        Assert.Equal("unknown", Lifecycle.Recover(Of("c", true, sent))!.Reason);
        Assert.Equal("unknown", Lifecycle.Recover(Of("c", false, sent, isIdempotent: true))!.Reason);
        var again = Lifecycle.Recover(Of("c", true, sent, isIdempotent: true))!;
        Assert.True(again.Waits);
        var second = Lifecycle.Send(Of("c", true, again, isIdempotent: true), Node)!;
        Assert.Equal(2, second.Attempt);
        Assert.Equal("unknown", Lifecycle.Recover(Of("c", true, second, isIdempotent: true))!.Reason);
    }
}
