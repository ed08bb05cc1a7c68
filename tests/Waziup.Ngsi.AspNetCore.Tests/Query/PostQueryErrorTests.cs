namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>Bodies that are no query (5.2.23).</summary>
public sealed class PostQueryErrorTests
{
    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"entities":[{"type":"Tank"}]}""")]
    [InlineData("""{"type":"Subscription","entities":[{"type":"Tank"}]}""")]
    [InlineData("""{"type":["Query"],"entities":[{"type":"Tank"}]}""")]
    public async Task A_body_that_is_no_query_is_bad_data(string body)
    {
        await using var broker = await Tanks.StartAsync();

        (await broker.PostAsync(Tanks.Query, body)).IsProblem(400, "BadRequestData");
    }

    [Theory]
    [InlineData(""" "entities":[] """)]
    [InlineData(""" "entities":{"type":"Tank"} """)]
    [InlineData(""" "entities":["Tank"] """)]
    [InlineData(""" "entities":[{}] """)]
    [InlineData(""" "entities":[{"id":"urn:ngsi-ld:Tank:1"}] """)]
    [InlineData(""" "entities":[{"type":""}] """)]
    [InlineData(""" "entities":[{"type":"Tank;"}] """)]
    [InlineData(""" "entities":[{"type":"Tank","id":"nothing"}] """)]
    [InlineData(""" "entities":[{"type":"Tank","id":[]}] """)]
    [InlineData(""" "entities":[{"type":"Tank","id":7}] """)]
    [InlineData(""" "entities":[{"type":"Tank","idPattern":"a**"}] """)]
    [InlineData(""" "entities":[{"type":"Tank","more":1}] """)]
    [InlineData(""" "scopeQ":"/s" """)]
    [InlineData(""" "q":"createdAt>2000-01-01T00:00:00Z" """)]
    [InlineData(""" "q":["level"] """)]
    [InlineData(""" "q":"" """)]
    [InlineData(""" "q":"level==1;(" """)]
    [InlineData(""" "q":"level","csf":"a==;b" """)]
    [InlineData(""" "q":"level","scopeQ":7 """)]
    [InlineData(""" "q":"level","lang":7 """)]
    [InlineData(""" "q":"level","temporalQ":{"timerel":"before","timeAt":"2026-01-01T00:00:00Z"} """)]
    [InlineData(""" "q":"level","limit":1 """)]
    [InlineData(""" "attrs":[] """)]
    [InlineData(""" "attrs":"level" """)]
    [InlineData(""" "attrs":["id"] """)]
    [InlineData(""" "attrs":["level"],"pick":["level"] """)]
    [InlineData(""" "q":"level","pick":[] """)]
    [InlineData(""" "q":"level","omit":[7] """)]
    [InlineData(""" "q":"level","pick":["level"],"omit":["level"] """)]
    [InlineData(""" "q":"level","pick":["next{level}"] """)]
    [InlineData(""" "q":"level","datasetId":["nothing"] """)]
    [InlineData(""" "q":"level","join":"sideways" """)]
    [InlineData(""" "q":"level","join":"inline","joinLevel":0 """)]
    [InlineData(""" "q":"level","join":"inline","joinLevel":"1" """)]
    [InlineData(""" "q":"level","join":"inline","joinLevel":1.5 """)]
    [InlineData(""" "q":"level","join":"inline","containedBy":["nothing"] """)]
    [InlineData(""" "q":"next{level}==2" """)]
    [InlineData(""" "q":"level==\"\uD800\"" """)]
    [InlineData(""" "\uDC00":1,"q":"level" """)]
    [InlineData(""" "geoQ":[] """)]
    [InlineData(""" "q":"level","geoQ":{} """)]
    [InlineData(""" "q":"level","local":true """)]
    [InlineData(""" "q":"level","splitEntities":7 """)]
    [InlineData(""" "q":"level","q":"next" """)]
    [InlineData(""" "q":"level","pick":["level,next"] """)]
    [InlineData(""" "q":"level","containedBy":["nothing"] """)]
    [InlineData(""" "q":"level","expandValues":["a b"] """)]
    [InlineData(""" "entities":[{"type":"Tank","id":"urn:ngsi-ld:Tank:1 urn:ngsi-ld:Tank:2"}] """)]
    [InlineData(""" "geoQ":{"georel":"within"} """)]
    [InlineData(""" "geoQ":{"georel":"equals","geometry":"Point","coordinates":[0,0],"more":1} """)]
    [InlineData(""" "q":"level","ordering":[] """)]
    [InlineData(""" "q":"level","ordering":{"collation":"und"} """)]
    [InlineData(""" "q":"level","ordering":{"orderBy":[]} """)]
    [InlineData(""" "q":"level","ordering":{"orderBy":["site;dist-asc"]} """)]
    [InlineData(""" "q":"level","ordering":{"orderBy":["id"],"collation":"not_a_tag!"} """)]
    public async Task A_member_that_makes_no_sense_is_bad_data(string members)
    {
        await using var broker = await Tanks.StartAsync();

        (await broker.PostAsync(Tanks.Query, Tanks.Body(members))).IsProblem(400, "BadRequestData");
    }

    [Fact]
    public async Task The_selection_does_not_come_in_the_url()
    {
        await using var broker = await Tanks.StartAsync();

        (await broker.PostAsync(Tanks.Query + "?type=Pump", Tanks.Body(""" "entities":[{"type":"Tank"}] """))).IsProblem(400, "InvalidRequest");
    }
}
