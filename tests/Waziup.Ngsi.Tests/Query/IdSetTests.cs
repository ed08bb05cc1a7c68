using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Tests.Query;

/// <summary>Many ids, kept in little.</summary>
public sealed class IdSetTests
{
    [Fact]
    public void It_knows_the_ids_it_was_made_of_and_no_others_also_after_it_was_written()
    {
        var ids = Enumerable.Range(0, 1000).Select(i => Id($"urn:p:{i}")).Append(Id("urn:p:" + new string('ä', 600))).ToList();
        var set = IdSet.Of(ids.Concat(ids).Select(IdSet.HashOf));
        var read = IdSet.Read(set.ToBytes());

        Assert.Equal((1001 * 16, 1001 * 16), (set.ToBytes().Length, read.ToBytes().Length));
        Assert.All(ids, id => Assert.True(set.Contains(id) && read.Contains(id)));
        Assert.False(read.Contains(Id("urn:p:1000")));
        Assert.False(read.Contains(Id("urn:P:1")));
        Assert.False(IdSet.Of([]).Contains(ids[0]));
    }

    [Fact]
    public void What_is_written_does_not_tell_in_which_order_the_ids_came()
    {
        UInt128[] hashes = [IdSet.HashOf(Id("urn:p:1")), IdSet.HashOf(Id("urn:p:2")), IdSet.HashOf(Id("urn:p:3"))];

        Assert.Equal(IdSet.Of(hashes).ToBytes(), IdSet.Of(hashes.Reverse()).ToBytes());
    }

    [Fact]
    public void What_remains_of_a_deleted_entity_is_not_among_them()
    {
        var among = new Filter.IsAmong(IdSet.Of([IdSet.HashOf(Id("urn:p:1"))]));
        var builder = EntityBuilder.Start(Id("urn:p:1"));
        Assert.True(Evaluator.Matches(among, builder.Build(), Queries.Now));

        builder = EntityBuilder.Start(Id("urn:p:1"));
        builder.DeletedAt = Queries.Now;
        Assert.False(Remains.Meet(among, builder.Build()));
    }

    private static EntityId Id(string text) => EntityId.TryParse(text, out var id) ? id : throw new ArgumentException(text, nameof(text));
}
