using System.Globalization;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>The twin law (POLICIES 4): two brokers that differ in what is hidden alone tell the same, byte by byte, whatever they are asked.</summary>
/// <remarks>More cases come with <c>WAZIUP_FULL</c>; <c>WAZIUP_TWIN</c> says where the seeds begin, to have one of them again.</remarks>
public sealed class TwinTests
{
    private static readonly int First = int.Parse(Environment.GetEnvironmentVariable("WAZIUP_TWIN") ?? "1", CultureInfo.InvariantCulture);
    private static readonly int Cases = Environment.GetEnvironmentVariable("WAZIUP_FULL") is { Length: > 0 } ? 7500 : 375;

    public static TheoryData<int> Parts => [.. Enumerable.Range(0, 4)];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task What_differs_in_what_is_hidden_alone_looks_the_same(int part)
    {
        for (var i = part; i < Cases; i += 4)
            await TwinCase.RunAsync(First + i, rename: null);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task What_differs_in_true_ids_alone_looks_the_same_up_to_aliases(int part)
    {
        for (var i = part; i < Cases / 3; i += 4)
            await TwinCase.RunAsync(First + i, rename: name => name == "kofi" ? name : name + More);
    }

    /// <summary>What true ids have more in the second broker: something under which their aliases are in the same order, since lists are.</summary>
    private static readonly string More = Enumerable.Range(1, 10_000).Select(number => $"{number}").First(more => Order(more).SequenceEqual(Order("")));

    private static IEnumerable<int> Order(string more)
    {
        string[] aliases = [.. new[] { "Person:kofi", "Person:ama" + more, "Person:yaw" + more, "Plot:1" + more, "Plot:2" + more }.Select(name => LossyPolicy.AliasOf("urn:ngsi-ld:" + name))];
        return Enumerable.Range(0, aliases.Length).OrderBy(i => aliases[i], StringComparer.Ordinal);
    }
}
