using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>What is asked of something hidden is gone before a store is asked, so that its time tells nothing (POLICIES 4, row 50).</summary>
public sealed class LeakCostTests
{
    private const string Costly = "(a%2B)%2B(a%2B)%2B$";

    [Theory]
    [InlineData("q=note~={0}")]
    [InlineData("q=note~={0};label==\"a\"")]
    [InlineData("q=note~={0}|label==\"a\"")]
    [InlineData("q=!note;note!~={0}")]
    [InlineData("q=note.sub~={0}")]
    [InlineData("q=note[x]~={0}")]
    [InlineData("q=soil.calibration~={0}")]
    public async Task Row_50_A_costly_pattern_on_what_is_hidden_reaches_no_store(string query)
    {
        var storage = new WatchedStorage();
        await using var broker = await Farm.StartAsync(storage: storage);
        for (var i = 1; i <= 3; i++)
            await broker.CreateAsync(Farm.Reading(i, $"\"note\":\"{new string('a', 40)}b\",\"label\":\"a\""), LossyPolicy.Root);
        var pattern = query.Replace("{0}", $"\"{Costly}\"", StringComparison.Ordinal);
        foreach (var path in (string[])["/entities?type=Reading&", "/entities?type=Reading&count=true&", "/entities?local=true&", "/entityMaps?type=Reading&"])
        {
            var costly = await AskedAsync(path + pattern);
            var cheap = await AskedAsync(path + query.Replace("{0}", "\"b\"", StringComparison.Ordinal));

            Assert.Equal(cheap.Count, costly.Count);
            Assert.All(costly, filter => Assert.DoesNotContain("note", Names(filter), StringComparison.Ordinal));
            Assert.All(costly, filter => Assert.DoesNotContain("calibration", Names(filter), StringComparison.Ordinal));
        }
        Assert.Contains(await AskedAsync("/entities?type=Reading&q=note==%22b%22", LossyPolicy.Root), filter => Names(filter).Contains("note", StringComparison.Ordinal));

        async Task<List<Filter?>> AskedAsync(string path, params string[] headers)
        {
            var before = storage.Asked.Count;
            var answer = await broker.GetAsync(Found.Escaped(path), headers);
            Assert.True(answer.Status is 200 or 201, $"{answer.Status} {answer.Body}");
            return [.. storage.Asked.Skip(before)];
        }
    }

    private static string Names(Filter? filter) => filter is null ? "" : string.Join(' ', ConditionNames.All(filter)) + filter;
}
