using BenchmarkDotNet.Attributes;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Benchmarks;

/// <summary>What a mutation that is read already costs inside the group writer, before anything is stored.</summary>
public class WhatDoesAPatchCost
{
    readonly Entity _stored = Given.Stored(Given.CoreTerms);
    readonly Mutation _create;
    readonly Mutation _replace;
    readonly Mutation _update;
    readonly Mutation _merge;

    public WhatDoesAPatchCost()
    {
        var whole = EntityReader.Read(Given.Normalized, Given.CoreTerms, Given.WholeEntity);
        var fragment = EntityReader.Read(Given.OneAttribute, Given.CoreTerms, Given.Fragment);
        _create = new(MutationKind.Create, whole.Id, whole);
        _replace = new(MutationKind.UpsertReplace, whole.Id, whole);
        _update = new(MutationKind.Update, _stored.Id, fragment);
        _merge = new(MutationKind.Merge, _stored.Id, fragment);
    }

    [Benchmark(Baseline = true)]
    public Change UpdateOneAttribute() => Patch.Apply(_stored, _update, Given.Now);

    [Benchmark]
    public Change MergeOneAttribute() => Patch.Apply(_stored, _merge, Given.Now);

    [Benchmark]
    public Change Create() => Patch.Apply(null, _create, Given.Now);

    [Benchmark]
    public Change ReplaceByTheSame() => Patch.Apply(_stored, _replace, Given.Now);
}
