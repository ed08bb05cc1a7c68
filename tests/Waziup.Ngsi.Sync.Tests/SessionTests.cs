using Waziup.Ngsi.Sync.Exchange;
using Waziup.Ngsi.Sync.Logs;
using Waziup.Ngsi.Sync.Tests.Model;

namespace Waziup.Ngsi.Sync.Tests;

/// <summary>What comes from another session, or too late, means nothing.</summary>
public sealed class SessionTests
{
    private readonly MemoryBroker _cloud = new("cloud", () => 1, Mutant.None);
    private readonly MemoryBroker _gateway = new("gateway", () => 2, Mutant.None);

    [Fact]
    public void A_compare_that_is_begun_late_begins_none()
    {
        var receiver = new Receiver(_cloud, () => "session");
        receiver.Answer(new Hello("gateway", Mark.Start, 0) { Number = 1 });
        var begin = new BeginCompare("gateway", "session", "epoch", Mark.Start) { Number = 2 };
        Assert.IsType<Begun>(receiver.Answer(begin));
        Assert.IsType<Done>(receiver.Answer(new EndCompare("gateway", "session", Mark.Start) { Number = 3 }));

        Assert.IsType<SayHello>(receiver.Answer(begin));
        Assert.False(_cloud.Peer("gateway").IsCompareDue);
    }

    [Fact]
    public void Nothing_is_answered_outside_of_a_session()
    {
        var receiver = new Receiver(_cloud, () => "session");

        Assert.IsType<SayHello>(receiver.Answer(new Ask("gateway", "session", 0, 1)));
        receiver.Answer(new Hello("gateway", Mark.Start, 0));
        Assert.IsType<SayHello>(receiver.Answer(new Ask("gateway", "other", 0, 1)));
        Assert.IsType<Down>(receiver.Answer(new Ask("gateway", "session", 0, 1)));
    }

    [Fact]
    public void An_answer_to_what_was_asked_in_a_session_that_has_ended_is_passed_over()
    {
        var (receiver, sender) = (new Receiver(_cloud, () => "session"), new Sender(_gateway, "cloud", () => "epoch", new SenderOptions()));
        var hello = sender.Next(asks: true)!;
        sender.Lost();
        sender.Take(hello, receiver.Answer(hello));

        Assert.IsType<Hello>(sender.Next(asks: true));
    }
}
