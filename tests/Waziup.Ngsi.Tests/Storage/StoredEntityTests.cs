using System.Text;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Tests.Model;

namespace Waziup.Ngsi.Tests.Storage;

/// <summary>The bytes of an entity in a store: names stand in them as numbers, and damage is noticed.</summary>
public sealed class StoredEntityTests
{
    const string Prefix = "https://uri.etsi.org/ngsi-ld/default-context/";

    readonly CountedNames _names = new();

    [Fact]
    public void Types_and_attribute_names_are_stored_as_numbers()
    {
        var entity = Whole("""
            {"id":"urn:plot:1","type":["Plot","Field"],"scope":["/a","/b/c"],
             "moisture":[{"type":"Property","value":1,"datasetId":"urn:d:1"},{"type":"Property","value":2}],
             "grows":{"type":"Relationship","object":"urn:crop:1","since":{"type":"Property","value":"2024"}}}
            """);

        var stored = EntityEncoder.Encode(entity, _names);

        var text = Encoding.UTF8.GetString(stored.Document);
        Assert.DoesNotContain(Prefix + "moisture", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Prefix + "Plot", text, StringComparison.Ordinal);
        // A name inside of an attribute stays where it is.
        Assert.Contains(Prefix + "since", text, StringComparison.Ordinal);
        Assert.Equal(entity.Document.Length - (Prefix.Length * 4) - "PlotFieldmoisturegrows".Length, stored.Document.Length);
        EntityInvariants.SurvivesTheCodec(entity);
    }

    [Theory]
    [InlineData("""{"id":"urn:plot:1","type":"Plot"}""")]
    [InlineData("""{"id":"urn:plot:1","type":"Plot","expiresAt":"2099-01-01T00:00:00Z","scope":"/a"}""")]
    [InlineData("""{"id":"urn:plot:1","type":"Plot","a":1,"b":[1,2],"c":{"d":null},"e":"ü\n"}""")]
    public void An_entity_comes_back_as_it_was(string json) => EntityInvariants.SurvivesTheCodec(Whole(json));

    [Fact]
    public void A_fragment_of_changed_instances_comes_back_as_it_was()
    {
        var fragment = EntityReader.Read("""{"moisture":{"type":"Property","value":1}}"""u8.ToArray(), CoreTerms.Context, new ReadRules(NeedsId: false));

        var stored = EntityEncoder.Encode(fragment, _names);

        Assert.Equal(fragment.Document, EntityDecoder.Decode(fragment.Id, stored.Document, stored.Index, _names).Document);
    }

    [Fact]
    public void Damaged_bytes_give_an_entity_or_are_refused_and_nothing_else_happens()
    {
        var entity = Whole("""
            {"id":"urn:plot:1","type":"Plot","scope":"/a","moisture":[{"type":"Property","value":1,"datasetId":"urn:d:1","observedAt":"2024-01-01T00:00:00Z"},
             {"type":"Property","value":2}],"place":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}}}
            """);
        var stored = EntityEncoder.Encode(entity, _names);
        var random = new Random(26);
        var (read, refused) = (0, 0);

        for (var round = 0; round < 20_000; round++)
        {
            var index = Damaged(stored.Index, random);
            var document = random.Next(4) == 0 ? stored.Document[..random.Next(stored.Document.Length)] : stored.Document;
            try
            {
                var back = EntityDecoder.Decode(entity.Id, document, index, _names);
                foreach (ref readonly var entry in back.Instances.AsSpan())
                    _ = back.NameOf(in entry).Length + back.DatasetOf(in entry).Length + back.Document.AsSpan(entry.ValueStart, entry.ValueLength).Length;
                read++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(read > 100 && refused > 100, $"{read} read, {refused} refused");
    }

    static byte[] Damaged(byte[] bytes, Random random)
    {
        var damaged = (byte[])bytes.Clone();
        for (var i = random.Next(3); i >= 0; i--)
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }

    static Entity Whole(string json)
    {
        var fragment = EntityReader.Read(Encoding.UTF8.GetBytes(json), CoreTerms.Context, new ReadRules());
        return fragment.Created(new Instant(1_700_000_000_000_000));
    }
}
