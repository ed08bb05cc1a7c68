using System.Net;
using Waziup.Ngsi.AspNetCore.Rates;
using Waziup.Ngsi.Contract;

namespace Waziup.Ngsi.AspNetCore.Tests.Rates;

/// <summary>Attempts that fail, by address.</summary>
public sealed class FailedAttemptsTests
{
    static readonly RemoteAddress Here = new(1, IsSix: false);
    static readonly RemoteAddress There = new(2, IsSix: false);

    readonly ManualTime _clock = new();

    [Fact]
    public void So_many_may_fail_in_a_minute_and_then_the_address_waits_until_it_is_over()
    {
        var attempts = new FailedAttempts(3, _clock);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, attempts.Wait(Here));
            attempts.Failed(Here);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(30, attempts.Wait(Here));
        Assert.Equal(0, attempts.Wait(There));
        _clock.Advance(TimeSpan.FromSeconds(29.5));
        Assert.Equal(1, attempts.Wait(Here));
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(0, attempts.Wait(Here));
        attempts.Failed(Here);
        Assert.Equal(0, attempts.Wait(Here));
    }

    [Fact]
    public void What_has_let_somebody_in_is_known_and_nothing_else_is()
    {
        var attempts = new FailedAttempts(3, _clock);

        attempts.LetIn(4711);

        Assert.True(attempts.Knows(4711));
        Assert.False(attempts.Knows(4712));
        Assert.False(attempts.Knows(4711 + (1 << 14)));
        Assert.False(attempts.Knows(0));
    }

    [Fact]
    public void Not_more_addresses_are_remembered_than_there_is_room_for()
    {
        var attempts = new FailedAttempts(1, _clock);
        attempts.Failed(Here);
        _clock.Advance(TimeSpan.FromSeconds(59));
        for (var i = 1; i < FailedAttempts.MaxAddresses; i++)
            attempts.Failed(new RemoteAddress((ulong)i, IsSix: true));
        Assert.Equal(1, attempts.Wait(Here));

        // The oldest go first, where their minute is over.
        _clock.Advance(TimeSpan.FromSeconds(1));
        attempts.Failed(There);
        Assert.Equal(0, attempts.Wait(Here));
        Assert.Equal(59, attempts.Wait(new RemoteAddress(7, IsSix: true)));

        attempts.Failed(Here);
        Assert.Equal(60, attempts.Wait(Here));
        Assert.Equal(0, attempts.Wait(new RemoteAddress(7, IsSix: true)));
    }

    [Theory]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("127.0.0.1", "::1", false)]
    [InlineData("0.0.0.0", "::", false)]
    public void An_address_is_what_one_sender_cannot_choose(string one, string other, bool isSame) =>
        Assert.Equal(isSame, RemoteAddress.Of(IPAddress.Parse(one)) == RemoteAddress.Of(IPAddress.Parse(other)));
}
