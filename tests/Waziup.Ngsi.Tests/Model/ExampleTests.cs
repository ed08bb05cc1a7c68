using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Tests.JsonLd;

namespace Waziup.Ngsi.Tests.Model;

/// <summary>Every case of spec/examples: input, operation, expected result.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string, string> Cases { get; } = new(Example.All.Select(example => (example.File, example.Name)));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_operation_gives_what_its_example_says(string file, string name)
    {
        var example = Example.Get(file, name);
        var terms = await TermsAsync(example);
        var stored = Stored(example, terms);
        try
        {
            ExampleCheck.Outcome(example, stored, ExampleOperation.Run(stored, example, terms), terms);
        }
        catch (NgsiLdException refused)
        {
            ExampleCheck.Error(example, refused.Error);
        }
    }

    [Fact]
    public void No_two_examples_of_a_file_have_the_same_name() =>
        Assert.Equal(Example.All.Count, Example.All.DistinctBy(example => (example.File, example.Name)).Count());

    private static async Task<ActiveContext> TermsAsync(Example example)
    {
        var resolver = new ContextResolver(new FakeLoader(), TimeProvider.System, new ContextOptions());
        return example.Has("context")
            ? await resolver.ResolveAsync("", Encoding.UTF8.GetBytes(example["context"].GetRawText()), TestContext.Current.CancellationToken)
            : resolver.Default;
    }

    /// <summary>The entity before the operation: created on 2026-01-01 from <c>stored</c>, then changed by the steps of <c>before</c>.</summary>
    private static Entity? Stored(Example example, ActiveContext terms)
    {
        Entity? current = null;
        if (example["stored"].ValueKind == JsonValueKind.Object)
        {
            var entity = EntityReader.Read(Encoding.UTF8.GetBytes(example["stored"].GetRawText()), terms, new ReadRules());
            current = Patch.Apply(null, new Mutation(MutationKind.Create, entity.Id, entity), ExampleOperation.Time("2026-01-01T00:00:00Z")).After;
        }
        if (example["before"].ValueKind != JsonValueKind.Array)
            return current;
        foreach (var step in example["before"].EnumerateArray())
        {
            var change = ExampleOperation.Run(current, example.Step(step), terms);
            Assert.True(change.Outcome is Outcome.Done or Outcome.Unchanged, change.Error?.Detail);
            current = change.After ?? current;
        }
        return current;
    }
}
