namespace Waziup.Ngsi.Tests.Query;

/// <summary>Where the paths of q lead (4.9): into values, to sub-attributes, to members and to several instances.</summary>
public sealed class QPathTests
{
    private const string Address = "\"address\":{\"type\":\"Property\",\"value\":{\"city\":\"Ulm\",\"geo\":{\"lat\":48.4},\"n\":[1,2]}}";

    private const string Raw = "\"raw\":{\"type\":\"JsonProperty\",\"json\":{\"a\":{\"b\":5},\"c\":\"x\"}}";

    private const string Level = "\"level\":{\"type\":\"Property\",\"value\":7,\"unitCode\":\"CMT\",\"accuracy\":{\"type\":\"Property\",\"value\":2,"
        + "\"by\":{\"type\":\"Relationship\",\"object\":\"urn:a:b\"}}}";

    private const string Two = "\"level\":[{\"type\":\"Property\",\"value\":1},{\"type\":\"Property\",\"value\":2,\"datasetId\":\"urn:d:2\"}]";

    private const string Expiring = "\"level\":{\"type\":\"Property\",\"value\":1,\"expiresAt\":\"2026-05-31T00:00:00Z\"}";

    private const string HalfExpired = "\"level\":[{\"type\":\"Property\",\"value\":1},"
        + "{\"type\":\"Property\",\"value\":2,\"datasetId\":\"urn:d:2\",\"expiresAt\":\"2026-05-31T00:00:00Z\"}]";

    [Theory]
    [InlineData("address[city]==\"Ulm\"", Address, true)]
    [InlineData("address[city]", Address, true)]
    [InlineData("address[town]", Address, false)]
    [InlineData("address[town]!=\"Ulm\"", Address, false)]
    [InlineData("address[geo.lat]>48", Address, true)]
    [InlineData("address[geo.lon]>48", Address, false)]
    [InlineData("address[city.x]", Address, false)]
    [InlineData("address[n]==2", Address, true)]
    [InlineData("address.city==\"Ulm\"", Address, false)]
    [InlineData("raw[a.b]==5", Raw, true)]
    [InlineData("raw[c]~=x", Raw, true)]
    [InlineData("raw[b]", Raw, false)]
    [InlineData("raw", Raw, true)]
    public void Brackets_lead_into_a_value(string q, string members, bool matches) => Assert.Equal(matches, Queries.Matches(q, members));

    [Theory]
    [InlineData("level.accuracy==2", true)]
    [InlineData("level.accuracy", true)]
    [InlineData("level.accuracy>2", false)]
    [InlineData("level.other", false)]
    [InlineData("level.other!=2", false)]
    [InlineData("level.accuracy.by==urn:a:b", true)]
    [InlineData("level.accuracy.by==urn:a:c", false)]
    [InlineData("level.unitCode==\"CMT\"", true)]
    [InlineData("level.unitCode!=\"CMT\"", false)]
    [InlineData("level.accuracy.unitCode", false)]
    [InlineData("accuracy==2", false)]
    public void Dots_lead_to_what_an_attribute_has(string q, bool matches) => Assert.Equal(matches, Queries.Matches(q, Level));

    [Theory]
    [InlineData("level==1", Two, true)]
    [InlineData("level==2", Two, true)]
    [InlineData("level==3", Two, false)]
    [InlineData("level!=1", Two, true)]
    [InlineData("level.datasetId==\"urn:d:2\"", Two, true)]
    [InlineData("level.datasetId==urn:d:3", Two, false)]
    [InlineData("level==1", HalfExpired, true)]
    [InlineData("level==2", HalfExpired, false)]
    [InlineData("level!=1", HalfExpired, false)]
    [InlineData("level", Expiring, false)]
    [InlineData("level==1", Expiring, false)]
    [InlineData("level!=2", Expiring, false)]
    [InlineData("!level", Expiring, true)]
    public void Any_instance_that_has_not_expired_may_match(string q, string members, bool matches) =>
        Assert.Equal(matches, Queries.Matches(q, members));
}
