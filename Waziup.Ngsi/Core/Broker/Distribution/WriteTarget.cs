using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using static Waziup.Ngsi.Federation.SourceOperations;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Where a write to one entity goes at a source, and what the source has to support for it (4.20).</summary>
internal static class WriteTarget
{
    /// <summary>The operation that a source has to support.</summary>
    public static SourceOperations OperationOf(MutationKind kind) => kind switch
    {
        MutationKind.Create => CreateEntity,
        MutationKind.ReplaceEntity => ReplaceEntity,
        MutationKind.Append or MutationKind.AppendNoOverwrite => AppendAttrs,
        MutationKind.Update => UpdateEntity,
        MutationKind.PartialUpdate => UpdateAttrs,
        MutationKind.ReplaceAttribute => ReplaceAttrs,
        MutationKind.Merge => MergeEntity,
        MutationKind.DeleteAttribute => DeleteAttrs,
        MutationKind.DeleteEntity => DeleteEntity,
        MutationKind.Purge => PurgeEntity,
        MutationKind.Ingest => UpsertTemporal,
        MutationKind.IngestAttributes => AppendAttrsTemporal,
        MutationKind.DeleteHistory => DeleteAttrsTemporal,
        MutationKind.EditInstance => UpdateAttrInstanceTemporal,
        MutationKind.DeleteInstance => DeleteAttrInstanceTemporal,
        MutationKind.DeleteEvolution => DeleteTemporal,
        _ => None,
    };

    /// <summary>The same request in the words of a source.</summary>
    /// <param name="call">The request.</param>
    /// <param name="mutation">What it asks.</param>
    /// <param name="terms">The @context in which the source is talked to.</param>
    public static RemoteMessage MessageOf(Call call, Mutation mutation, ActiveContext terms)
    {
        var path = call.Incoming.Path;
        if (mutation.Attribute is { } attribute && !ReferenceEquals(terms, call.Terms))
            path = $"{path[..path.IndexOf("/attrs/", StringComparison.Ordinal)]}/attrs/{Uri.EscapeDataString(terms.Compact(attribute.Value))}{Behind(path)}";
        List<(string, string)> parameters = [];
        foreach (var (name, value) in call.Incoming.Parameters)
        {
            if (name == "type" && !ReferenceEquals(terms, call.Terms))
                parameters.Add((name, NameList.Compact(NameList.ExpandTypes(value, call.Terms), terms)));
            else if (name != "local")
                parameters.Add((name, value));
        }
        return new RemoteMessage(call.Incoming.Method, path, parameters, terms);
    }

    // The instance that a temporal request names.
    private static string Behind(string path) => path[(path.IndexOf("/attrs/", StringComparison.Ordinal) + 7)..] is var rest && rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash
        ? rest[slash..] : "";
}
