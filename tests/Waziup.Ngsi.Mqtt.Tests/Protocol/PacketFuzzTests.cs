using System.Globalization;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Tests.Protocol;

/// <summary>Whatever arrives: packets, a wish for more, or the one exception. Nothing else, and soon.</summary>
public sealed class PacketFuzzTests
{
    static readonly int Runs = int.Parse(Environment.GetEnvironmentVariable("WAZIUP_FUZZ") ?? "20000", CultureInfo.InvariantCulture);

    [Fact]
    public void Random_bytes_do_no_harm()
    {
        var random = new Random(20_261_127);
        var refused = 0;
        for (var i = 0; i < Runs; i++)
        {
            var bytes = new byte[random.Next(1, 64)];
            random.NextBytes(bytes);
            // A likely header, else hardly anything gets beyond it.
            if (i % 4 != 0)
                (bytes[0], bytes[bytes.Length / 64]) = ((byte)((random.Next(1, 16) << 4) | (random.Next(2) * 2)), bytes[0]);
            if (i % 4 > 1 && bytes.Length > 1)
                bytes[1] = (byte)(bytes.Length - 2);
            refused += Feed(bytes, i) ? 0 : 1;
        }

        Assert.InRange(refused, Runs / 10, Runs);
    }

    [Fact]
    public void Damaged_packets_do_no_harm()
    {
        var random = new Random(27_112_026);
        var (refused, read) = (0, 0);
        for (var i = 0; i < Runs; i++)
        {
            var version = Version(i);
            var bytes = Wire.Write(new PacketSamples(random.Next()).Next(version), version).ToList();
            for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
                Damage(bytes, random);
            if (Feed([.. bytes], i))
                read++;
            else
                refused++;
        }

        Assert.True(refused > Runs / 10 && read > Runs / 50, $"{refused} refused, {read} read: the damage says little");
    }

    static MqttVersion Version(int run) => run % 2 == 0 ? MqttVersion.V311 : MqttVersion.V5;

    static bool Feed(byte[] bytes, int run)
    {
        try
        {
            foreach (var packet in Wire.ReadAll(bytes, Version(run), 1 + (run % 50)))
                Wire.Write(packet, Version(run));
            return true;
        }
        catch (MqttProtocolException)
        {
            return false;
        }
    }

    // Mostly near the front, where lengths, flags and identifiers are.
    static void Damage(List<byte> bytes, Random random)
    {
        var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 12) : bytes.Count);
        switch (random.Next(4))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveAt(at);
                break;
            default:
                bytes.Insert(at, (byte)random.Next(256));
                break;
        }
    }
}
