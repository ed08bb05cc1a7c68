using BenchmarkDotNet.Attributes;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Benchmarks;

/// <summary>Parse, expand the names, validate, index: what every write pays.</summary>
public class WhatDoesAnEntityCostToRead
{
    ActiveContext _own = Given.CoreTerms;

    [GlobalSetup]
    public async Task SetUp() => _own = await Given.OwnTermsAsync();

    [Benchmark(Baseline = true)]
    public Entity Normalized() => EntityReader.Read(Given.Normalized, Given.CoreTerms, Given.WholeEntity);

    [Benchmark]
    public Entity NormalizedInOwnTerms() => EntityReader.Read(Given.Normalized, _own, Given.WholeEntity);

    [Benchmark]
    public Entity Concise() => EntityReader.Read(Given.Concise, Given.CoreTerms, Given.WholeEntity);

    [Benchmark]
    public Entity OneAttribute() => EntityReader.Read(Given.OneAttribute, Given.CoreTerms, Given.Fragment);
}
