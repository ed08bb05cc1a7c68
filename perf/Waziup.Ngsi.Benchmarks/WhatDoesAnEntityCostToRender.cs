using BenchmarkDotNet.Attributes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.Benchmarks;

/// <summary>From the stored entity to the bytes of an answer, in each shape.</summary>
public class WhatDoesAnEntityCostToRender
{
    static readonly Shape ConciseShape = new() { Format = EntityFormat.Concise };
    static readonly Shape SimplifiedShape = new() { Format = EntityFormat.Simplified };
    static readonly Shape TimesShape = new() { SystemTimes = true };

    readonly Entity _entity = Given.Stored(Given.CoreTerms);

    [Benchmark(Baseline = true)]
    public int Normalized() => Render(Shape.Plain);

    [Benchmark]
    public int NormalizedWithSystemTimes() => Render(TimesShape);

    [Benchmark]
    public int Concise() => Render(ConciseShape);

    [Benchmark]
    public int Simplified() => Render(SimplifiedShape);

    int Render(Shape shape)
    {
        using var output = PooledBuffer.Rent();
        Renderer.Write(output, EntityView.Of(_entity, Grant.Open, Projection.Whole, Given.Now)!, Given.CoreTerms, shape);
        return output.Length;
    }
}
