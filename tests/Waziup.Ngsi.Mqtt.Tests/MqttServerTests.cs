namespace Waziup.Ngsi.Mqtt.Tests;

public sealed class MqttServerTests
{
    [Theory]
    [InlineData("mqtt://host", "mqtt://host:1883")]
    [InlineData("mqtts://Host/", "mqtts://host:8883")]
    [InlineData("mqtt://gateway@10.0.0.7:1884", "mqtt://gateway@10.0.0.7:1884")]
    [InlineData("mqtt://farm%40home@[::1]", "mqtt://farm@home@::1:1883")]
    public void A_server_is_taken_apart(string text, string told)
    {
        Assert.True(MqttServer.TryParse(text, out var server));
        Assert.Equal(told, server.ToString());
        Assert.Equal(told, (server with { Password = "secret" }).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://host")]
    [InlineData("mqtt://")]
    [InlineData("mqtt://host:0")]
    [InlineData("mqtt://host/topic")]
    [InlineData("mqtt://@host")]
    [InlineData("mqtt://user:password@host")]
    [InlineData("mqtt://a%zz@host")]
    public void What_is_none_is_refused(string? text) => Assert.False(MqttServer.TryParse(text, out _));
}
