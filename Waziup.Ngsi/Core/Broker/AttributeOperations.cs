using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker;

/// <summary>The operations on the attributes of one entity (5.6.2 to 5.6.5, 5.6.19).</summary>
internal sealed class AttributeOperations(SourceWrites writes)
{
    /// <summary>5.6.3</summary>
    public ValueTask<WriteResult> AppendAsync(
        Call call, EntityId id, Filter? selection, ReadOnlyMemory<byte> body, bool noOverwrite, CancellationToken cancel)
    {
        var fragment = Fragment(call, body, NullRule.Refused);
        var kind = noOverwrite ? MutationKind.AppendNoOverwrite : MutationKind.Append;
        return writes.RunAsync(call, new Mutation(kind, id, fragment), selection, body, cancel);
    }

    /// <summary>5.6.2</summary>
    public ValueTask<WriteResult> UpdateAsync(Call call, EntityId id, Filter? selection, ReadOnlyMemory<byte> body, CancellationToken cancel) =>
        writes.RunAsync(call, new Mutation(MutationKind.Update, id, Fragment(call, body, NullRule.DeletesInstances)), selection, body, cancel);

    /// <summary>5.6.4</summary>
    public ValueTask<WriteResult> PartialUpdateAsync(
        Call call, EntityId id, Iri attribute, Filter? selection, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var rules = new ReadRules(NullRule.DeletesMembers, NeedsId: false, Partial: true, ContextInBody: call.ContextInBody);
        var fragment = EntityReader.ReadAttribute(attribute, body.Span, call.Terms, rules);
        return writes.RunAsync(call, new Mutation(MutationKind.PartialUpdate, id, fragment) { Attribute = attribute }, selection, body, cancel);
    }

    /// <summary>5.6.19</summary>
    public ValueTask<WriteResult> ReplaceAsync(
        Call call, EntityId id, Iri attribute, Filter? selection, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var rules = new ReadRules(NeedsId: false, ContextInBody: call.ContextInBody);
        var fragment = EntityReader.ReadAttribute(attribute, body.Span, call.Terms, rules);
        return writes.RunAsync(call, new Mutation(MutationKind.ReplaceAttribute, id, fragment) { Attribute = attribute }, selection, body, cancel);
    }

    /// <summary>5.6.5</summary>
    public ValueTask<WriteResult> DeleteAsync(
        Call call, EntityId id, Iri attribute, string? datasetId, bool all, Filter? selection, CancellationToken cancel)
    {
        var mutation = new Mutation(MutationKind.DeleteAttribute, id) { Attribute = attribute, DatasetId = datasetId, DeleteAll = all };
        return writes.RunAsync(call, mutation, selection, body: default, cancel);
    }

    private static Entity Fragment(Call call, ReadOnlyMemory<byte> body, NullRule nulls) =>
        EntityReader.Read(body.Span, call.Terms, new ReadRules(nulls, NeedsId: false, ContextInBody: call.ContextInBody));
}
