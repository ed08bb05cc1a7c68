using BenchmarkDotNet.Attributes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.Benchmarks;

/// <summary>
/// Parse, validate and render the entity in one go. The column Allocated shows the stored array (the first row: an array of the
/// document's length) and a constant: the entity object, its index of instances and the id.
/// </summary>
public class WhatDoesARequestAllocate
{
    readonly int _length = Given.Stored(Given.CoreTerms).Document.Length;

    /// <summary>The bound: only the array that is stored.</summary>
    [Benchmark(Baseline = true)]
    public byte[] StoredArrayAlone() => new byte[_length];

    [Benchmark]
    public Entity Read() => EntityReader.Read(Given.Normalized, Given.CoreTerms, Given.WholeEntity);

    [Benchmark]
    public int ReadAndRender()
    {
        var entity = EntityReader.Read(Given.Normalized, Given.CoreTerms, Given.WholeEntity);
        using var output = PooledBuffer.Rent();
        Renderer.Write(output, EntityView.Of(entity, Grant.Open, Projection.Whole, Given.Now)!, Given.CoreTerms, Shape.Plain);
        return output.Length;
    }
}
