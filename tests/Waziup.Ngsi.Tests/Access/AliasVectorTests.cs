using System.Buffers.Text;
using Waziup.Ngsi.Access.Disclosing;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Aliases byte by byte: those that are stored with readers stay valid over versions of the broker.</summary>
public sealed class AliasVectorTests
{
    private const string Village = "https://example.org/village";

    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly Aliases Clinic = new(Secret, "clinic", 3);

    /// <summary>Made with Python's hmac and the package cryptography.</summary>
    [Fact]
    public void Known_ids_and_texts_have_known_aliases()
    {
        Assert.Equal("urn:ngsi-ld:Alias:3.sUCxIUVZ1EgMLl730tWN-O5WxNZeyS1JTMfPaK8DaPFjiYwcoooo_OU53tnh2FKU", Clinic.Of("urn:ngsi-ld:Person:ama"));
        Assert.Equal(
            "urn:ngsi-ld:Alias:3.ULDF3LQah-HGoUR_Q4P5pWflopoqsk98ylzBOpJ_46UfstkA4480vAJPBAvXCNdwfig8blDx56bH12GN39Gz6JgrlgjHlzDLzd2ffy1hQAE",
            Clinic.Of("urn:ngsi-ld:Person:012345678901234567890123456789"));
        Assert.Equal("~3.Hi1qKB4WJudjoxckyKJD6g", Clinic.Of(Village, "Kumasi"));
        Assert.Equal("~3.8YfV6GyzfOkt2qxwn2w-8Q", Clinic.Of(Village, "Ak\u0254sombo \u00e9"));
    }

    [Fact]
    public void All_others_are_made_in_the_same_way()
    {
        var random = new Random(26_005);
        for (var i = 0; i < 1_000; i++)
        {
            var secret = new byte[32];
            random.NextBytes(secret);
            var (audience, epoch) = ($"audience {random.Next(100)}", random.Next(2_000));
            var (aliases, oracle) = (new Aliases(secret, audience, epoch), new AliasOracle(secret, audience, epoch));
            var id = $"urn:ngsi-ld:Person:{new string('\u0254', random.Next(60))}:{random.Next()}";

            Assert.Equal(oracle.Of(id), aliases.Of(id));
            Assert.Equal(oracle.Of(Village, id), aliases.Of(Village, id));
        }
    }

    /// <summary>The counter runs over 16 bytes, whatever the tag is with which it begins.</summary>
    [Fact]
    public void The_counter_carries_over_its_bytes()
    {
        var (carried, oracle) = (0, new AliasOracle(Secret, "clinic", 3));
        for (var i = 0; i < 1_500; i++)
        {
            var id = $"urn:ngsi-ld:Person:{new string('x', 200)}:{i}";
            var expected = oracle.Of(id);
            carried += Base64Url.DecodeFromChars(expected.AsSpan("urn:ngsi-ld:Alias:3.".Length))[15] > 245 ? 1 : 0;
            Assert.Equal(expected, Clinic.Of(id));
        }

        Assert.True(carried > 20, $"{carried} of them carried");
    }
}
