using BenchmarkDotNet.Attributes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.Benchmarks;

/// <summary>From stored names to the reader's: bodies copied as they lie, or token by token; names of the default vocabulary, or of the reader's context.</summary>
public class WhatDoesRenamingCost
{
    static readonly Shape TokenByToken = new() { TokenByToken = true };

    EntityView _default = Given.View(Given.Stored(Given.CoreTerms));
    EntityView _foreign = Given.View(Given.Stored(Given.CoreTerms));
    ActiveContext _own = Given.CoreTerms;

    [GlobalSetup]
    public async Task SetUp()
    {
        _own = await Given.OwnTermsAsync();
        _default = Given.View(Given.Stored(Given.CoreTerms));
        _foreign = Given.View(Given.Stored(_own));
    }

    [Benchmark(Baseline = true)]
    public int SlicesInDefaultNames() => Render(_default, Given.CoreTerms, Shape.Plain);

    [Benchmark]
    public int SlicesInOwnTerms() => Render(_foreign, _own, Shape.Plain);

    /// <summary>The reader names no context: every name goes out as the full IRI.</summary>
    [Benchmark]
    public int SlicesAsFullNames() => Render(_foreign, Given.CoreTerms, Shape.Plain);

    [Benchmark]
    public int TokensInDefaultNames() => Render(_default, Given.CoreTerms, TokenByToken);

    [Benchmark]
    public int TokensInOwnTerms() => Render(_foreign, _own, TokenByToken);

    static int Render(EntityView view, ActiveContext terms, Shape shape)
    {
        using var output = PooledBuffer.Rent();
        Renderer.Write(output, view, terms, shape);
        return output.Length;
    }
}
