using Microsoft.Extensions.Logging;
using Waziup.Server.Devices.Mqtt;

namespace Waziup.Server.Tests.Devices.Mqtt;

/// <summary>However much is refused, the log stays short and tells how much.</summary>
public sealed class MqttReportTests : TimeProvider, ILogger<MqttReport>
{
    readonly List<string> _lines = [];
    TimeSpan _now;

    public override long GetTimestamp() => _now.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    [Fact]
    public void A_minute_has_twenty_lines_and_the_next_tells_of_the_rest()
    {
        var report = new MqttReport(this, this);

        for (var i = 0; i < 1000; i++)
            report.Refused("devices/d/payloads", "it is no JSON");
        Assert.Equal(20, _lines.Count);
        _now = TimeSpan.FromMinutes(1);
        report.Refused("devices/d/payloads", "it is no JSON");
        report.Later("devices/d/payloads", "no room");

        Assert.Equal("MQTT: 980 more messages were refused or have to wait", _lines[20]);
        Assert.Equal(23, _lines.Count);
    }

    [Fact]
    public void What_others_have_written_is_no_line_of_its_own()
    {
        new MqttReport(this, this).Refused("devices/d\nwarn: forged/payloads", new string('x', 100_000));

        var line = Assert.Single(_lines);
        Assert.DoesNotContain('\n', line);
        Assert.True(line.Length < 1000);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add(formatter(state, exception));
}
