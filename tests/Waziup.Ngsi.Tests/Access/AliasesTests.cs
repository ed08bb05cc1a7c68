using System.Buffers.Text;
using Waziup.Ngsi.Access.Disclosing;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Pseudonyms for an audience (POLICIES 3.4).</summary>
public sealed class AliasesTests
{
    private const string Ama = "urn:ngsi-ld:Person:ama";
    private const string Village = "https://example.org/village";

    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly Aliases Clinic = new(Secret, "clinic", 3);

    [Fact]
    public void An_audience_gets_the_same_alias_each_time() => Assert.Equal(Clinic.Of(Ama), new Aliases(Secret, "clinic", 3).Of(Ama));

    [Fact]
    public void Another_audience_epoch_or_secret_has_another_one_in_every_part()
    {
        byte[] other = [.. Secret[..31], 0xff];
        Aliases[] all = [Clinic, new(Secret, "Clinic", 3), new(Secret, "clinic", 2), new(other, "clinic", 3), new(Secret, "clinic|3", 3), new(Secret, "", 3)];

        Assert.Equal(all.Length, all.Select(aliases => Convert.ToHexString(Bytes(aliases.Of(Ama))[..16])).Distinct().Count());
        Assert.Equal(all.Length, all.Select(aliases => Convert.ToHexString(Bytes(aliases.Of(Ama))[16..])).Distinct().Count());
        Assert.Equal(all.Length, all.Select(aliases => Tail(aliases.Of(Village, "Kumasi"))).Distinct().Count());
    }

    [Theory]
    [InlineData(Ama)]
    [InlineData("urn:a:1")]
    [InlineData("urn:ngsi-ld:Village:Akɔsombo")]
    [InlineData("urn:ngsi-ld:Alias:3.abc")]
    [InlineData("https://example.org/a/very/long/path/that/takes/more/than/two/blocks/of/thirty-two/bytes?q=1#end")]
    public void An_alias_leads_back_to_the_id_and_has_nothing_of_it(string id)
    {
        var alias = Clinic.Of(id);

        Assert.Equal(id, Clinic.Find(alias));
        Assert.StartsWith("urn:ngsi-ld:Alias:3.", alias, StringComparison.Ordinal);
        Assert.DoesNotContain(id, alias, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, 32)]
    [InlineData(31, 32)]
    [InlineData(32, 64)]
    [InlineData(63, 64)]
    [InlineData(64, 96)]
    public void Ids_come_in_blocks_of_32_bytes(int length, int encrypted)
    {
        var id = "urn:a:" + new string('x', length - 6);

        Assert.Equal(16 + encrypted, Bytes(Clinic.Of(id)).Length);
        Assert.Equal(id, Clinic.Find(Clinic.Of(id)));
    }

    [Fact]
    public void Length_is_counted_in_bytes() => Assert.Equal(16 + 64, Bytes(Clinic.Of("urn:a:" + new string('é', 13))).Length);

    [Fact]
    public void Aliases_of_the_epoch_before_are_understood_and_those_before_it_are_not()
    {
        Assert.Equal(Ama, Clinic.Find(new Aliases(Secret, "clinic", 2).Of(Ama)));
        Assert.Null(Clinic.Find(new Aliases(Secret, "clinic", 1).Of(Ama)));
        Assert.Null(Clinic.Find(new Aliases(Secret, "clinic", 4).Of(Ama)));
        Assert.Null(Clinic.Find(new Aliases(Secret, "clinic", 30).Of(Ama)));
        Assert.Equal(Ama, new Aliases(Secret, "clinic", 1).Find(new Aliases(Secret, "clinic", 0).Of(Ama)));
        Assert.Null(new Aliases(Secret, "clinic", 0).Find(new Aliases(Secret, "clinic", 1).Of(Ama)));
    }

    [Fact]
    public void Equal_texts_have_equal_pseudonyms_inside_one_attribute()
    {
        Assert.Equal(Clinic.Of(Village, "Kumasi"), new Aliases(Secret, "clinic", 3).Of(Village, "Kumasi"));
        Assert.NotEqual(Clinic.Of(Village, "Kumasi"), Clinic.Of(Village, "kumasi"));
        Assert.NotEqual(Clinic.Of(Village, "Kumasi"), Clinic.Of(Village + "2", "Kumasi"));
        Assert.NotEqual(Clinic.Of("urn:a", "bc"), Clinic.Of("urn:ab", "c"));
    }

    [Fact]
    public void Texts_are_taken_as_they_are_written()
    {
        Assert.Equal(Clinic.Of(Village, "\u00e9"), Clinic.Of(Village, "\u00e9"));
        Assert.NotEqual(Clinic.Of(Village, "\u00e9"), Clinic.Of(Village, "e\u0301"));
        Assert.NotEqual(Clinic.Of(Village, "\u00e9"), Clinic.Of(Village, "e"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Kumasi")]
    [InlineData("a very long text that takes more than two blocks of thirty-two bytes, which nobody can tell")]
    public void A_pseudonym_of_a_text_does_not_tell_its_length(string text)
    {
        var pseudonym = Clinic.Of(Village, text);

        Assert.StartsWith("~3.", pseudonym, StringComparison.Ordinal);
        Assert.Equal(16, Base64Url.DecodeFromChars(pseudonym.AsSpan(3)).Length);
        Assert.Null(Clinic.Find(pseudonym));
    }

    [Fact]
    public void Any_number_of_threads_may_use_one()
    {
        var ids = Enumerable.Range(0, 500).Select(i => $"urn:ngsi-ld:Person:{i}:{new string('x', i % 70)}").ToArray();
        var expected = ids.Select(Clinic.Of).ToArray();

        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < ids.Length; i++)
            {
                Assert.Equal(expected[i], Clinic.Of(ids[i]));
                Assert.Equal(ids[i], Clinic.Find(expected[i]));
            }
        });
    }

    private static byte[] Bytes(string alias) => Base64Url.DecodeFromChars(Tail(alias));

    private static string Tail(string pseudonym) => pseudonym[(pseudonym.LastIndexOf('.') + 1)..];
}
