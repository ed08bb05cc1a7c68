using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.Tests.Rendering;

/// <summary>What it costs in memory to read, validate and render an entity: the array that is stored, and a constant.</summary>
public sealed class AllocationTests
{
    /// <summary>
    /// What stands beside the document's array, as counted: the entity, its index of six instances with 72 bytes each, the range of its
    /// type, its id as a string of 39 characters, the view.
    /// </summary>
    private const int Constant = 856;

    private const int Rounds = 1_000;

    private static readonly Instant Now = Instant.Of(new DateTimeOffset(2024, 6, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly ActiveContext Terms = JsonLd.Contexts.Resolver().Default;

    [Fact]
    public void An_entity_costs_its_stored_array_and_a_constant()
    {
        var body = Body("Station 12345");

        var (allocated, stored) = PerRound(body);

        Assert.True(allocated <= stored + Constant, $"{allocated} bytes for a document whose array takes {stored}: {allocated - stored} beside it");
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(40_000)]
    public void A_long_value_costs_no_more_than_its_place_in_the_array(int length)
    {
        var (shortCost, shortArray) = PerRound(Body("Station"));

        var (cost, array) = PerRound(Body(new string('x', length)));

        Assert.True(array - shortArray >= length - 8);
        // A few bytes a round are for what the runtime makes while the test runs.
        Assert.InRange(cost - array, 0, shortCost - shortArray + 64);
    }

    private static byte[] Body(string name) => Encoding.UTF8.GetBytes(
        """
        {"id":"urn:ngsi-ld:WeatherStation:p000012345","type":"WeatherStation","name":{"type":"Property","value":"NAME"},"temperature":{"type":"Property","value":27.5,"unitCode":"CEL","observedAt":"2024-01-01T00:00:00.000Z"},"humidity":{"type":"Property","value":67,"unitCode":"P1","observedAt":"2024-01-01T00:00:00.000Z"},"batteryLevel":{"type":"Property","value":0.871},"refDevice":{"type":"Relationship","object":"urn:ngsi-ld:Device:p000012345"},"location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[-16.2471,14.0253]}}}
        """.Replace("NAME", name, StringComparison.Ordinal));

    /// <summary>The bytes allocated in a round, and those of the array of the stored document.</summary>
    private static (long Allocated, long Stored) PerRound(byte[] body)
    {
        var length = 0;
        // Once for what is made on first use: the thread's buffers, the names' cache.
        for (var i = 0; i < 3; i++)
            length = ReadAndRender(body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            ReadAndRender(body);
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new byte[length]);
        return (allocated, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <returns>The length of the stored document.</returns>
    private static int ReadAndRender(byte[] body)
    {
        var entity = EntityReader.Read(body, Terms, new ReadRules());
        using var output = PooledBuffer.Rent();
        Renderer.Write(output, EntityView.Of(entity, Grant.Open, Projection.Whole, Now)!, Terms, Shape.Plain);
        return output.Length == 0 ? 0 : entity.Document.Length;
    }
}
