using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>The elements of a batch that concern one source.</summary>
/// <param name="Registration">The source.</param>
/// <param name="Way">How it is made to carry them out.</param>
internal sealed record SourceItems(Registration Registration, BatchWay Way)
{
    public List<(int Index, BatchItem Item, WritePart Part)> Items { get; } = [];
}
