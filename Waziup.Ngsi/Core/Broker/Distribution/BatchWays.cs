using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Model;
using static Waziup.Ngsi.Federation.SourceOperations;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Chooses how a source is made to carry out elements of a batch.</summary>
internal static class BatchWays
{
    /// <param name="kind">What is done to each element.</param>
    /// <param name="source">The source.</param>
    public static BatchWay Of(MutationKind kind, Registration source)
    {
        if (source.Supports(BatchOf(kind)))
            return BatchWay.Batch;
        if (kind is MutationKind.UpsertReplace or MutationKind.UpsertUpdate && source.Supports(CreateEntity))
            return source.Supports(SingleOf(kind)) ? BatchWay.CreatingFirst : BatchWay.Singly;
        return source.Supports(SingleOf(kind)) ? BatchWay.Singly : BatchWay.None;
    }

    /// <summary>The same of one element.</summary>
    public static SourceOperations SingleOf(MutationKind kind) => kind switch
    {
        MutationKind.Create => CreateEntity,
        MutationKind.UpsertReplace => ReplaceEntity,
        MutationKind.UpsertUpdate or MutationKind.BatchUpdate => UpdateEntity,
        MutationKind.AppendNoOverwrite => AppendAttrs,
        MutationKind.Merge => MergeEntity,
        _ => DeleteEntity,
    };

    private static SourceOperations BatchOf(MutationKind kind) => kind switch
    {
        MutationKind.Create => CreateBatch,
        MutationKind.UpsertReplace or MutationKind.UpsertUpdate => UpsertBatch,
        MutationKind.BatchUpdate or MutationKind.AppendNoOverwrite => UpdateBatch,
        MutationKind.Merge => MergeBatch,
        _ => DeleteBatch,
    };
}
