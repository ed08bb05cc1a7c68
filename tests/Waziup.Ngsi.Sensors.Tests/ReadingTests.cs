using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Tests;

public sealed class ReadingTests
{
    [Fact]
    public void A_reading_needs_neither_time_nor_unit()
    {
        var reading = new Reading("temperature_1", JsonElement.Parse("21.5"), Instant.None);

        Assert.True(reading.Time.IsNone);
        Assert.Null(reading.UnitCode);
    }
}
