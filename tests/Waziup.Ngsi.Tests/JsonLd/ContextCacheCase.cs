using Waziup.Ngsi.Contract;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

/// <summary>A cache with a clock and an origin that tests rule.</summary>
public abstract class ContextCacheCase
{
    private protected const string A = "https://ex.org/a";
    private protected const string B = "https://ex.org/b";

    private protected ManualTime Clock { get; } = new();

    private protected FakeLoader Loader { get; } = new() { [A] = Document("one"), [B] = Document("other") };

    private protected ContextOptions Options { get; } = new();

    private protected static string[] Names(string name) => ["https://ex.org/" + name, "https://ex.org/" + name];

    private protected static string Document(string name, string filler = "") => $$"""{"@context":{"a":"https://ex.org/{{name}}"} {{filler}} }""";

    private protected ContextResolver Resolver() => Contexts.Resolver(Loader, Clock, Options);
}
