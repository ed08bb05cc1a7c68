using System.Globalization;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sqlite.Tests;

/// <summary>Names stand in rows as numbers: what comes and goes with a transaction, and what no memory holds any more.</summary>
public sealed class NameTests : IDisposable
{
    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_number_that_was_rolled_back_stands_for_the_name_that_gets_it_then()
    {
        await using var store = await OpenStore.AtAsync(_folder.File("context.db"));
        await store.PragmaAsync("create trigger poison before insert on history when new.num = 13 begin select raise(abort, 'poison'); end");

        Assert.Equal("500", await store.EndOfAsync(Write(store, 1, "lost", 13)));
        Assert.Equal("Done", await store.EndOfAsync(Write(store, 2, "kept", 1)));
        // Written again: the writer reads the row with its own memory of names.
        await store.CommitAsync(store.Write(MutationKind.Append, Id(2), """{"more":1}"""));

        Assert.Equal(["kept", "more"], await AttributesAsync(store, 2));
        Assert.Equal("Done", await store.EndOfAsync(Write(store, 1, "lost", 1)));
        Assert.Equal(["lost"], await AttributesAsync(store, 1));
    }

    [Fact]
    public async Task Names_are_known_to_connections_that_read_before_and_after_a_restart()
    {
        for (var run = 0; run < 2; run++)
        {
            await using var store = await OpenStore.AtAsync(_folder.File("context.db"));
            for (var i = 0; i < 300; i++)
            {
                var number = (run * 300) + i;
                await store.CommitAsync(Write(store, number, $"attribute{number}", number));
                Assert.Equal([$"attribute{number}"], await AttributesAsync(store, number));
            }
            Assert.Equal(300 * (run + 1), (await store.IdsAsync()).Length);
        }
    }

    [Fact]
    public void Of_too_many_names_memory_holds_the_first()
    {
        var texts = new NameTexts();
        texts.Set(100_000, [1]);
        texts.Set(100_001, [2]);
        texts.Set(3, [3]);
        texts.Set(3, null);

        Assert.Equal([1], texts.Known(100_000));
        Assert.Null(texts.Known(100_001));
        Assert.Null(texts.Known(3));
        Assert.Null(texts.Known(long.MaxValue));
        Assert.Null(texts.Known(-1));
    }

    static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"urn:n:{i}");

    static Storage.Intent Write(OpenStore store, int i, string name, double value) => store.Write(
        MutationKind.Create, Id(i), Sample.Plot(Id(i), value).Replace("\"moisture\"", $"\"{name}\"", StringComparison.Ordinal));

    static async Task<string[]> AttributesAsync(OpenStore store, int i)
    {
        var entity = await store.FindAsync(Id(i));
        return [.. entity!.Instances.Select(entry => System.Text.Encoding.UTF8.GetString(entity.NameOf(in entry)).Split('/')[^1])];
    }
}
