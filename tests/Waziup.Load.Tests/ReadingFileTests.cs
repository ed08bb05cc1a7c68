using Waziup.Load.Replay;
using Waziup.Ngsi.Contract;

namespace Waziup.Load.Tests;

public class ReadingFileTests
{
    [Fact]
    public void A_file_without_device_columns_is_named_after_its_sensor()
    {
        var file = Read("UGB-PILOTS_Sensor80-SH.csv.gz", "\n\"date_received\",\"timestamp\",\"value\"\n\"2019-02-02T11:09:50.000Z\",\"2019-02-02T12:09:45.424Z\",\"55.5\"\n");

        var (sensor, readings) = Assert.Single(file.Readings);
        Assert.Equal(new SensorId("UGB-PILOTS_Sensor80", "SH"), sensor);
        Assert.Equal(new Reading(At("2019-02-02T12:09:45.424Z"), At("2019-02-02T11:09:50Z"), 55.5), Assert.Single(readings));
        Assert.Equal(0, file.Rejected);
    }

    [Fact]
    public void Rows_with_device_columns_name_their_sensor_themselves()
    {
        var file = Read("PA.csv.gz", "device_id,sensor_id,value,timestamp,date_received\r\nStation 1,PA,101.28,2018-11-22T14:37:01.196Z,2018-11-22T13:37:11Z\r\n");

        var (sensor, readings) = Assert.Single(file.Readings);
        Assert.Equal("urn:ngsi-ld:DeviceMeasurement:Station%201:PA", sensor.SensorUrn);
        Assert.Equal(101.28, Assert.Single(readings).Value);
    }

    [Theory]
    [InlineData("\"2019-02-02T11:09:50.000Z\",\"yesterday\",55", "timestamp")]
    [InlineData("\"2019-02-02T11:09:50.000Z\",\"12:09\",55", "timestamp")]
    [InlineData("\"\",\"2019-02-02T11:09:50.000Z\",55", "date_received")]
    [InlineData("\"2019-02-02T11:09:50.000Z\",\"2019-02-02T12:09:45.424Z\",NaN", "value")]
    [InlineData("\"2019-02-02T11:09:50.000Z\",\"2019-02-02T12:09:45.424Z\",\"1e999\"", "value")]
    [InlineData("\"2019-02-02T11:09:50.000Z\",\"2019-02-02T12:09:45.424Z\"", "columns")]
    public void A_row_without_time_or_number_is_counted_with_its_line_and_the_others_are_kept(string row, string reason)
    {
        var file = Read("A-SH.csv.gz", $"\"date_received\",\"timestamp\",\"value\"\n{row}\n\"2019-02-02T11:09:50.000Z\",\"2019-02-02T12:09:45.424Z\",7\n");

        Assert.Equal(1, file.Rejected);
        Assert.Contains(reason, Assert.Single(file.Faults), StringComparison.Ordinal);
        Assert.StartsWith("line 2:", file.Faults[0], StringComparison.Ordinal);
        Assert.Equal(7, Assert.Single(Assert.Single(file.Readings).Value).Value);
    }

    [Fact]
    public void A_header_in_the_middle_is_no_faulty_row()
    {
        var file = Read("A-SH.csv.gz", """
            "date_received","timestamp","value"
            "2019-02-02T11:09:50.000Z","2019-02-02T12:09:45.424Z",7
            "date_received","timestamp","value"
            "2019-02-02T11:09:51.000Z","2019-02-02T12:09:46.424Z",8
            """);

        Assert.Equal(1, file.RepeatedHeaders);
        Assert.Equal(0, file.Rejected);
        Assert.Equal(2, Assert.Single(file.Readings).Value.Count);
    }

    [Fact]
    public void A_file_with_other_columns_is_left_out()
    {
        var file = Read("A-SH.csv.gz", "index,moisture\n1,2\n");

        Assert.False(file.HasLayout);
        Assert.Empty(file.Readings);
    }

    [Fact]
    public void The_limit_counts_readings_not_lines()
    {
        var file = ReadingFile.Read("A-SH.csv.gz", new StringReader("\ndate_received,timestamp,value\nx,y,z\n2019-02-02T11:00:00Z,2019-02-02T11:00:00Z,1\n2019-02-02T12:00:00Z,2019-02-02T12:00:00Z,2\n"), limit: 1);

        Assert.Equal(1, Assert.Single(Assert.Single(file.Readings).Value).Value);
    }

    [Fact]
    public void A_quoted_field_may_hold_commas_and_quotes() =>
        Assert.Equal(["a", "b,\"c\"", ""], Csv.Split("a,\"b,\"\"c\"\"\","));

    [Fact]
    public void The_real_exports_are_read_completely()
    {
        var folder = ReadingFolder.Read(TestData.Require("data"), int.MaxValue);

        Assert.Equal(18, folder.Files.Count);
        Assert.Equal(18, folder.Series.Count);
        Assert.All(folder.Files, file => Assert.Equal(0, file.Rejected));
        Assert.Equal(190_493, folder.Count);
        Assert.Equal(25, folder.Files.Sum(file => file.RepeatedHeaders));
        // The one export that names no device anywhere belongs to the weather station.
        Assert.Contains(new SensorId("UGB-PILOTS_Sensor200", "HD"), folder.Series.Select(series => series.Id));
        Assert.DoesNotContain(folder.Series, series => series.Id.Device.Length == 0);
        Assert.DoesNotContain(folder.Series, series => SensorKind.Of(series.Id.Sensor).Quantity == "Other");
    }

    static ReadingFile Read(string name, string text) => ReadingFile.Read(name, new StringReader(text), int.MaxValue);

    static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
