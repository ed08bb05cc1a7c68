using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Codecs.LoRaWan;
using Waziup.Ngsi.Tests.Fuzz;

namespace Waziup.Ngsi.Sensors.Tests.Codecs;

/// <summary>Whatever a device sends, a codec answers: with readings that can be used, or with an error.</summary>
public sealed class HostilePayloadTests
{
    /// <summary>Thousands of times what an input takes.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1) + TimeSpan.FromMilliseconds(5 * Mutator.Count);

    private static readonly CodecLimits Limits = new() { MaxPayloadBytes = 2000, MaxReadings = 100, MaxNesting = 8, MaxNameLength = 60 };

    private static readonly CodecRegistry Registry = CodecRegistry.Standard(Limits);

    private static readonly byte[][] GoodOnes =
    [
        .. new[]
        {
            """[{"bn":"urn:dev:ow:1:","bt":1.276020076001e+09,"bu":"A","bver":5,"n":"voltage","u":"V","v":120.1},{"n":"current","t":-5,"v":1.2}]""",
            """[{"bn":"a","bv":20,"bs":3,"v":0.5,"s":1,"ut":1},{"vs":"x"},{"vb":true},{"vd":"aGkgCg"},{"u":"W","new_":1}]""",
            """{"a":1,"time":"2026-01-31T10:00:00Z","b":{"value":2,"timestamp":"2026-01-31T09:00:00.5+01:00"},"c":[{"value":3},{"value":"é\ud83d\ude00"}]}""",
            "[1,2.5e3,null,[true,{}],\"x\"]",
            ChirpStackTests.Uplink,
            TheThingsStackTests.Uplink,
        }.Select(Encoding.UTF8.GetBytes),
        SenMlCborCodecTests.Example,
        Vectors.Hex("9f bf 00 6161 02 c4 82 20 19 010e ff a4 00 6162 08 41 00 63 6e6577 82 f6 a1 01 5f 41 00 ff 18 63 f7 ff"),
        Vectors.Hex("03 67 0110 05 67 00FF 06 71 04D2 FB2E 0000 01 88 06765F F2960A 0003E8 02 87 FF00AA 01 86 FE57 01FE 0014"),
        Vectors.Hex("01 67 0110 FD 01 1E 00 01 33 FC50 01 34 74657374203A2900 01 39 03 010203 FC 02 87 8E FB 01 03 74"),
        Vectors.Hex("01 5B 33 02 34 6100 36 3A 5B 5D 7B 00 5D 01 7B 636F756E7400 33 FC50 706F7300 88 07CA0D 021895 002FA8 00"),
    ];

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "[", "]", "{", "}", ",", ":", "\"", "\\ud800", "\\u0000", "null", "-", "1e999", "-1e308", "1e308", "\"value\":", "\"time\":", "\"bver\":",
            "\"t\":1e300", "\"n\":", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "\"devEui\":", "\n", "é",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0x80], [0x00, 0x00], [0xfd, 0xff, 0xff, 0xff], [0x5b, 0x5b, 0x5b], [0x7b, 0x61, 0x00], [0x9f], [0xbf], [0x5f], [0x7f],
        [0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xfb, 0x7f, 0xef, 0xff, 0xff],
        [0xf9, 0x7e, 0x00], [0xc4, 0x82], [0x39, 0xff, 0xff, 0xff, 0xff, 0x07], [0x33, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    ];

    public static TheoryData<string> Codecs => [.. Registry.Codecs.Select(codec => codec.Name)];

    [Theory]
    [MemberData(nameof(Codecs))]
    public async Task A_codec_answers_to_anything(string name)
    {
        var codec = Registry.Find(name)!;

        var taken = await Each(seed: 1, payload => Judge(codec.Decode(payload, Vectors.Received), payload.Length));

        // Were each input refused at once, nothing would have been tried.
        Assert.InRange(taken, Mutator.Count / 1000, Mutator.Count);
    }

    [Fact]
    public async Task What_a_codec_reads_it_can_write_or_says_why_not()
    {
        IActuatorCodec[] codecs = [.. Registry.Codecs.OfType<IActuatorCodec>()];

        var written = await Each(seed: 2, payload =>
        {
            var isWritten = false;
            foreach (var codec in codecs)
            {
                ActuatorValue[] values = [.. codec.Decode(payload, Vectors.Received).Readings.Select(reading => new ActuatorValue(reading.Sensor, reading.Value))];
                var encoded = codec.Encode(values);
                Assert.InRange(encoded.Payload.Length, 0, encoded.Error is null ? Limits.MaxDownlinkBytes : 0);
                isWritten |= values.Length > 0 && encoded.Error is null;
            }
            return isWritten;
        });

        Assert.InRange(written, Mutator.Count / 1000, Mutator.Count);
    }

    [Fact]
    public async Task Readers_of_network_servers_answer_to_anything()
    {
        var (chirpStack, thingsStack) = (new ChirpStack(Limits), new TheThingsStack(Limits));
        string[] names = ["up", "join", "status", "ack", "txack", "log", "other"];

        var taken = await Each(seed: 3, payload =>
        {
            LoRaWanMessage[] messages = [.. names.Select(name => chirpStack.Read(payload, name, Vectors.Received)), thingsStack.Read(payload, Vectors.Received)];
            Assert.All(messages, message => Assert.NotEqual(message.Event is null, message.Error is null));
            Assert.All(messages, message => Assert.True(message.Event is null || Instant.TryParse(message.Event.Time.ToString(), out _)));
            return messages.Any(message => message.Event is not null);
        });

        Assert.InRange(taken, Mutator.Count / 1000, Mutator.Count);
    }

    /// <summary>Checks what any answer must keep to; tells whether there are readings and no error.</summary>
    private static bool Judge(Decoded decoded, int length)
    {
        Assert.InRange(decoded.Readings.Count, 0, Limits.MaxReadings);
        Assert.InRange(decoded.Actuators.Count, 0, Limits.MaxReadings);
        foreach (var reading in decoded.Readings)
        {
            Assert.InRange(reading.Sensor.Length, 0, Limits.MaxNameLength);
            Assert.NotEqual(JsonValueKind.Null, reading.Value.ValueKind);
            if (!reading.Time.IsNone)
                Assert.True(Instant.TryParse(reading.Time.ToString(), out _));
            // Strict readers must take the value as well: no lone surrogates, no doubled members, no depth beyond the limit.
            var strict = new JsonDocumentOptions { MaxDepth = Limits.MaxNesting, AllowDuplicateProperties = false };
            using var value = JsonDocument.Parse(Encoding.UTF8.GetBytes(reading.Value.GetRawText()), strict);
            if (value.RootElement.ValueKind == JsonValueKind.String)
                Assert.NotNull(value.RootElement.GetString());
        }
        Assert.InRange(decoded.Error?.Offset ?? 0, 0, length);
        return decoded.Error is null && decoded.Readings.Count > 0;
    }

    /// <summary>Makes inputs, good ones, damaged ones and noise, the same in each run; tells how many were taken.</summary>
    private static async Task<int> Each(int seed, Func<byte[], bool> judge)
    {
        var trial = Task.Run(() =>
        {
            var mutator = new Mutator(seed, GoodOnes, Pieces);
            var taken = 0;
            for (var i = 0; i < Mutator.Count; i++)
            {
                var payload = Next(mutator);
                try
                {
                    taken += judge(payload) ? 1 : 0;
                }
                catch (Exception fault)
                {
                    throw new InvalidOperationException($"Input {i} is {Convert.ToHexString(payload)}", fault);
                }
            }
            return taken;
        });
        return await trial.WaitAsync(Hang);
    }

    private static byte[] Next(Mutator mutator)
    {
        if (mutator.Random.Next(10) > 0)
            return mutator.Next();
        var noise = new byte[mutator.Random.Next(40)];
        mutator.Random.NextBytes(noise);
        return noise;
    }
}
