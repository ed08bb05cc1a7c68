using System.Buffers;
using BenchmarkDotNet.Attributes;
using Waziup.Ngsi.JsonLd.Processing;

namespace Waziup.Ngsi.Benchmarks;

/// <summary>Expansion and compaction as the W3C defines them, text in and text out: an entity with a context of its own, and a graph of 200 nodes
/// whose context is known already.</summary>
public class WhatDoesJsonLdProcessingCost
{
    readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    readonly JsonLdProcessor _processor = LinkedData.Processor();
    readonly JsonLdOptions _options = new();
    byte[] _expandedEntity = [];
    byte[] _expandedGraph = [];

    [GlobalSetup]
    public async Task SetUp()
    {
        _expandedEntity = await LinkedData.ExpandAsync(LinkedData.Entity);
        _expandedGraph = await LinkedData.ExpandAsync(LinkedData.Graph);
    }

    [Benchmark]
    public ValueTask<int> ExpandAnEntity() => ExpandAsync(LinkedData.Entity);

    [Benchmark]
    public ValueTask<int> ExpandAGraph() => ExpandAsync(LinkedData.Graph);

    [Benchmark]
    public ValueTask<int> CompactAnEntity() => CompactAsync(_expandedEntity, LinkedData.EntityContext);

    [Benchmark]
    public ValueTask<int> CompactAGraph() => CompactAsync(_expandedGraph, LinkedData.GraphContext);

    async ValueTask<int> ExpandAsync(byte[] document)
    {
        _output.ResetWrittenCount();
        await _processor.ExpandAsync(document, _options, _output, CancellationToken.None);
        return _output.WrittenCount;
    }

    async ValueTask<int> CompactAsync(byte[] document, byte[] context)
    {
        _output.ResetWrittenCount();
        await _processor.CompactAsync(document, context, _options, _output, CancellationToken.None);
        return _output.WrittenCount;
    }
}
