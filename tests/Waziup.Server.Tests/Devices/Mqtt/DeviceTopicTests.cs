using Waziup.Server.Devices.Mqtt;

namespace Waziup.Server.Tests.Devices.Mqtt;

/// <summary>Topics say whose a message is.</summary>
public sealed class DeviceTopicTests
{
    [Theory]
    [InlineData("devices/pump 7/payloads", " Payload pump 7 ")]
    [InlineData("devices/d/sensors/t/value", " Value d t")]
    [InlineData("devices/d/sensors/t/values", " Value d t")]
    [InlineData("tenants/farm/devices/d/payloads", "farm Payload d ")]
    [InlineData("application/app/device/0101010101010abc/event/up", " ChirpStack 0101010101010abc up")]
    [InlineData("tenants/farm/application/app/device/0101010101010abc/event/join", "farm ChirpStack 0101010101010abc join")]
    [InlineData("v3/app@ttn/devices/dev1/up", " TheThingsStack dev1 ")]
    [InlineData("v3/app@ttn/devices/dev1/down/ack", " TheThingsStack dev1 ")]
    public void What_is_ours_is_taken_apart(string topic, string told)
    {
        var read = DeviceTopic.Of(topic);

        Assert.NotNull(read);
        Assert.Equal(told, $"{read.Tenant.Value} {read.Kind} {read.Device} {read.Sensor}");
    }

    [Theory]
    [InlineData("devices/d/commands/valve")]
    [InlineData("devices//payloads")]
    [InlineData("devices/d/payloads/x")]
    [InlineData("tenants/A b/devices/d/payloads")]
    [InlineData("tenants/farm")]
    [InlineData("tenants/a/tenants/b/devices/d/payloads")]
    [InlineData("v3/app@ttn/devices/dev1/down/push")]
    [InlineData("v3/app@ttn/devices/dev1")]
    [InlineData("application/app/device//event/up")]
    public void Others_are_not(string topic) => Assert.Null(DeviceTopic.Of(topic));

    [Fact]
    public void What_comes_of_one_device_is_one_lane()
    {
        Assert.Equal(DeviceTopic.LaneOf("devices/d/payloads"), DeviceTopic.LaneOf("devices/d/sensors/t/value"));
        Assert.NotEqual(DeviceTopic.LaneOf("devices/d/payloads"), DeviceTopic.LaneOf("devices/e/payloads"));
        Assert.NotEqual(DeviceTopic.LaneOf("devices/d/payloads"), DeviceTopic.LaneOf("tenants/farm/devices/d/payloads"));
    }
}
