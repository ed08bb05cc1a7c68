using System.Globalization;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Tests;

public sealed class MqttEndpointTests
{
    [Theory]
    [InlineData("mqtt://host/a", "mqtt host 1883 - - a")]
    [InlineData("mqtts://host/a", "mqtts host 8883 - - a")]
    [InlineData("MQTT://Host.Example:99/a/b/c", "mqtt host.example 99 - - a/b/c")]
    [InlineData("mqtt://anna@host/a", "mqtt host 1883 anna - a")]
    [InlineData("mqtt://anna:secret@host/a", "mqtt host 1883 anna secret a")]
    [InlineData("mqtt://an%3Aa:se%40c%2Fr%25et@host/a", "mqtt host 1883 an:a se@c/r%et a")]
    [InlineData("mqtt://a@b:c@host/a", "mqtt host 1883 a@b c a")]
    [InlineData("mqtt://:secret@host/a", "mqtt host 1883 - secret a")]
    [InlineData("mqtt://10.0.0.7:1884/a", "mqtt 10.0.0.7 1884 - - a")]
    [InlineData("mqtt://[::1]:1884/a", "mqtt ::1 1884 - - a")]
    [InlineData("mqtt://[fe80::7]/a", "mqtt fe80::7 1883 - - a")]
    [InlineData("mqtt://host/a//b/", "mqtt host 1883 - - a//b/")]
    [InlineData("mqtt://host//a", "mqtt host 1883 - - /a")]
    [InlineData("mqtt://host/h%C3%B6he/%F0%9F%8C%BE", "mqtt host 1883 - - höhe/\U0001F33E")]
    [InlineData("mqtt://host/höhe%20x", "mqtt host 1883 - - höhe x")]
    [InlineData("mqtt://host/a/../b", "mqtt host 1883 - - a/../b")]
    public void An_endpoint_is_taken_apart(string uri, string parts)
    {
        Assert.True(MqttEndpoint.TryParse(uri, [], out var endpoint, out var error), error);

        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{(endpoint.UsesTls ? "mqtts" : "mqtt")} {endpoint.Host} {endpoint.Port} {endpoint.User ?? "-"} {endpoint.Password ?? "-"} {endpoint.Topic}");
        Assert.Equal(parts, text);
        Assert.Equal((MqttVersion.V5, Qos.AtMostOnce), (endpoint.Version, endpoint.Qos));
    }

    [Theory]
    [InlineData("http://host/a", "begins with mqtt://")]
    [InlineData("host/a", "begins with mqtt://")]
    [InlineData("", "begins with mqtt://")]
    [InlineData("mqtt://host", "the topic: not empty")]
    [InlineData("mqtt://host/", "the topic: not empty")]
    [InlineData("mqtt://host/a/+/b", "no wildcards")]
    [InlineData("mqtt://host/a/%23", "no wildcards")]
    [InlineData("mqtt://host/a%00b", "no NUL")]
    [InlineData("mqtt://host/a%zz", "two hexadecimal digits")]
    [InlineData("mqtt://host/a%2", "two hexadecimal digits")]
    [InlineData("mqtt://host/a%ED%A0%80", "not UTF-8")]
    [InlineData("mqtt://host/a?x=1", "no query")]
    [InlineData("mqtt://host/a#x", "no fragment")]
    [InlineData("mqtt:///a", "names a host")]
    [InlineData("mqtt://anna@/a", "names a host")]
    [InlineData("mqtt://ho st/a", "names a host")]
    [InlineData("mqtt://::1/a", "names a host")]
    [InlineData("mqtt://[host]/a", "names a host")]
    [InlineData("mqtt://host:0/a", "between 1 and 65535")]
    [InlineData("mqtt://host:65536/a", "between 1 and 65535")]
    [InlineData("mqtt://host:/a", "between 1 and 65535")]
    [InlineData("mqtt://host:-1/a", "between 1 and 65535")]
    [InlineData("mqtt://an%00na@host/a", "no NUL")]
    public void What_is_wrong_is_told(string uri, string told)
    {
        Assert.False(MqttEndpoint.TryParse(uri, [], out var endpoint, out var error));

        Assert.Null(endpoint);
        Assert.Contains(told, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mqtt5.0", "0", MqttVersion.V5, Qos.AtMostOnce)]
    [InlineData("mqtt3.1.1", "1", MqttVersion.V311, Qos.AtLeastOnce)]
    [InlineData("mqtt3.1.1", "2", MqttVersion.V311, Qos.ExactlyOnce)]
    public void Version_and_QoS_are_settings(string version, string qos, object readVersion, object readQos)
    {
        var settings = Pairs(("other", "x"), (MqttEndpoint.VersionKey, version), (MqttEndpoint.QosKey, qos));

        Assert.True(MqttEndpoint.TryParse("mqtt://host/a", settings, out var endpoint, out _));

        Assert.Equal((readVersion, readQos), ((object)endpoint.Version, (object)endpoint.Qos));
    }

    [Theory]
    [InlineData("MQTT-Version", "mqtt3.1")]
    [InlineData("MQTT-Version", "5")]
    [InlineData("MQTT-QoS", "3")]
    [InlineData("MQTT-QoS", "")]
    [InlineData("MQTT-QoS", "01")]
    public void Other_settings_are_refused_by_name(string key, string value)
    {
        Assert.False(MqttEndpoint.TryParse("mqtt://host/a", Pairs((key, value)), out _, out var error));

        Assert.StartsWith(key, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_without_a_user_is_for_5_0_only()
    {
        Assert.False(MqttEndpoint.TryParse("mqtt://:p@host/a", Pairs((MqttEndpoint.VersionKey, "mqtt3.1.1")), out _, out var error));

        Assert.Contains("needs a user", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_of_an_endpoint_shows_no_password()
    {
        Assert.True(MqttEndpoint.TryParse("mqtts://anna:secret@host/a/b", [], out var endpoint, out _));

        Assert.Equal("mqtts://anna@host:8883/a/b", endpoint.ToString());
    }

    [Fact]
    public void A_topic_has_a_bound()
    {
        Assert.True(MqttEndpoint.TryParse("mqtt://host/" + new string('a', 65_535), [], out _, out _));
        Assert.False(MqttEndpoint.TryParse("mqtt://host/" + new string('a', 65_536), [], out _, out _));
    }

    private static List<KeyValuePair<string, string>> Pairs(params (string Key, string Value)[] pairs) => [.. pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))];
}
