using System.Buffers.Text;
using System.Text;
using Waziup.Ngsi.Access.Disclosing;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>What only looks like an alias is an id like any other that nothing has (POLICIES 3.4).</summary>
public sealed class ForgedAliasesTests
{
    private const string Ama = "urn:ngsi-ld:Person:ama";
    private const string Prefix = "urn:ngsi-ld:Alias:3.";

    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly Aliases Clinic = new(Secret, "clinic", 3);

    [Fact]
    public void One_changed_bit_makes_it_nothing()
    {
        var bytes = Base64Url.DecodeFromChars(Clinic.Of(Ama).AsSpan(Prefix.Length));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var forged = (byte[])bytes.Clone();
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(Clinic.Find(Prefix + Base64Url.EncodeToString(forged)));
        }
    }

    [Fact]
    public void So_does_every_cut()
    {
        var alias = Clinic.Of("urn:ngsi-ld:Person:" + new string('x', 40));
        for (var length = 0; length < alias.Length; length++)
            Assert.Null(Clinic.Find(alias[..length]));
        var bytes = Base64Url.DecodeFromChars(alias.AsSpan(Prefix.Length));
        for (var length = 0; length < bytes.Length; length++)
            Assert.Null(Clinic.Find(Prefix + Base64Url.EncodeToString(bytes.AsSpan(0, length))));
    }

    [Fact]
    public void Those_of_others_are_unknown()
    {
        Assert.Null(Clinic.Find(new Aliases(Secret, "market", 3).Of(Ama)));
        Assert.Null(Clinic.Find(new Aliases([.. Secret.Reverse()], "clinic", 3).Of(Ama)));
        Assert.Null(Clinic.Find(new Aliases(Secret, "clinic", 2).Of(Ama).Replace(":2.", ":3.", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_alias_is_written_in_one_way_only()
    {
        var alias = Clinic.Of("urn:ngsi-ld:Person:" + new string('x', 40));
        var last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

        foreach (var other in new[] { alias + "=", alias + "==", alias + " ", alias + "A", alias + "AAAA", " " + alias, alias.ToUpperInvariant(), alias.Insert(30, "\n") })
            Assert.Null(Clinic.Find(other));
        foreach (var end in last.Where(end => end != alias[^1]))
            Assert.Null(Clinic.Find(alias[..^1] + end));
    }

    [Theory]
    [InlineData("")]
    [InlineData("urn:ngsi-ld:Person:ama")]
    [InlineData(Prefix)]
    [InlineData(Prefix + "AAAA")]
    [InlineData(Prefix + "====")]
    [InlineData(Prefix + "AAA.BBB")]
    [InlineData(Prefix + "Ak\u0254sombo")]
    [InlineData(Prefix + "!!!!")]
    [InlineData(Prefix + "A")]
    [InlineData("urn:ngsi-ld:Alias:2.!!!!")]
    [InlineData("urn:ngsi-ld:Alias:03.AAAA")]
    [InlineData("urn:ngsi-ld:Alias:")]
    public void Whatever_else_somebody_sends_is_unknown_too(string text) => Assert.Null(Clinic.Find(text));

    [Fact]
    public void Padding_other_than_whole_blocks_behind_one_mark_is_forged()
    {
        var keys = new AliasOracle(Secret, "clinic", 3);

        Assert.Equal(Ama, Clinic.Find(keys.Of(Ama)));
        foreach (var content in new byte[][] { Padded(Ama, 64), Padded(Ama + "\0", 32), new byte[32], [.. Encoding.UTF8.GetBytes(new string('x', 32))], [0x80, .. new byte[31]], [0xff, 0x80, .. new byte[30]] })
            Assert.Null(Clinic.Find(keys.Of(Encoding.UTF8.GetBytes(Ama), content)));
    }

    private static byte[] Padded(string id, int length)
    {
        var bytes = Encoding.UTF8.GetBytes(id);
        return [.. bytes, 0x80, .. new byte[length - 1 - bytes.Length]];
    }
}
