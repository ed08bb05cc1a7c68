using Waziup.Gateway.Operations;
using Waziup.Server.Tests;

namespace Waziup.Gateway.Tests;

/// <summary>The time never goes back behind what is known to have been, and is the machine's as soon as that was set.</summary>
public sealed class GatewayClockTests : IDisposable
{
    private static readonly DateTimeOffset Built = At("2026-11-01T00:00:00Z");

    private readonly TestFolder _folder = new();
    private readonly MachineTime _machine = new();
    private bool _isSet;

    private KeptTime Kept => new(_folder.File("data/clock"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_machine_in_1970_is_at_least_as_old_as_its_program()
    {
        _machine.Now = DateTimeOffset.UnixEpoch;
        var clock = Start();

        Assert.Equal((false, Built), (clock.IsTrusted, clock.GetUtcNow()));
        _machine.Pass(TimeSpan.FromHours(1));
        Assert.Equal(Built + TimeSpan.FromHours(1), clock.GetUtcNow());
    }

    [Fact]
    public void After_a_loss_of_power_it_goes_on_from_what_was_kept()
    {
        Kept.Write(At("2026-11-20T10:00:00Z"));
        _machine.Now = DateTimeOffset.UnixEpoch;

        Assert.Equal(At("2026-11-20T10:00:00Z"), Start().GetUtcNow());
    }

    [Fact]
    public void It_is_the_machine_s_as_soon_as_that_was_set()
    {
        _machine.Now = DateTimeOffset.UnixEpoch;
        var clock = Start();
        _machine.Now = At("2026-12-24T18:00:00Z");
        _isSet = true;
        _machine.Pass(TimeSpan.FromSeconds(6));

        Assert.Equal((true, At("2026-12-24T18:00:06Z")), (clock.IsTrusted, clock.GetUtcNow()));
    }

    [Fact]
    public void What_says_that_it_was_set_is_not_believed_of_a_clock_behind_its_program()
    {
        (_machine.Now, _isSet) = (At("2000-01-01T00:00:00Z"), true);

        Assert.Equal((false, Built), (Start().IsTrusted, Start().GetUtcNow()));
    }

    [Fact]
    public void A_kept_time_from_a_clock_that_was_ahead_does_not_hold_against_one_that_was_set()
    {
        Kept.Write(At("2031-01-01T00:00:00Z"));
        (_machine.Now, _isSet) = (At("2026-11-29T00:00:00Z"), true);

        Assert.Equal((true, At("2026-11-29T00:00:00Z")), (Start().IsTrusted, Start().GetUtcNow()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-11-29")]
    public void A_file_that_tells_no_time_tells_nothing(string text)
    {
        Kept.Write(Built);
        File.WriteAllText(_folder.File("data/clock"), text);

        Assert.Null(Kept.Read());
        Kept.Write(At("2026-11-30T00:00:00.1234567Z"));
        Assert.Equal(At("2026-11-30T00:00:00.1234567Z"), Kept.Read());
    }

    [Theory]
    [InlineData("2026-11-29T10:00:00Z", null, true)]
    [InlineData("2026-11-29T10:04:00Z", "2026-11-29T09:00:00Z", true)]
    [InlineData("2026-11-29T10:10:00Z", null, false)]
    [InlineData("2026-11-29T10:00:00Z", "2026-11-29T10:30:00Z", false)]
    public void A_clock_with_a_battery_is_believed_where_it_shows_the_same_and_nothing_later_was_known(string battery, string? kept, bool isSet)
    {
        var now = At("2026-11-29T10:00:00Z");
        _folder.Write("battery", At(battery).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(isSet || !OperatingSystem.IsLinux(), MachineClock.IsSet(now, kept is null ? null : At(kept), _folder.File("none"), _folder.File("battery")));
        Assert.Equal(!OperatingSystem.IsLinux(), MachineClock.IsSet(now, null, _folder.File("none"), _folder.File("none")));
        Assert.True(MachineClock.IsSet(now, kept is null ? null : At(kept), _folder.File("battery"), _folder.File("none")));
    }

    private GatewayClock Start() => new(_machine, Kept.Read(), Built, _ => _isSet);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A machine whose clock somebody may set; how long it runs goes on by itself.</summary>
    private sealed class MachineTime : TimeProvider
    {
        private long _ticks;

        public DateTimeOffset Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => (Now, _ticks) = (Now + time, _ticks + time.Ticks);

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => _ticks;
    }
}
