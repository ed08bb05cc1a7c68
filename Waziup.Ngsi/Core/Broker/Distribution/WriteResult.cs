using System.Collections.Immutable;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>How a write to one entity ended, here and at sources (5.2.16, 5.2.18).</summary>
/// <param name="Id">The entity.</param>
/// <param name="Parts">Every part, what was done here first.</param>
internal sealed record WriteResult(EntityId Id, ImmutableArray<PartOutcome> Parts)
{
    /// <summary>Whether all of it was done.</summary>
    public bool IsGood => Parts.All(part => part.IsGood);

    /// <summary>What was done here alone.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="change">What came of it; it is no error.</param>
    public static WriteResult Of(EntityId id, Change change) =>
        new(id, [new PartOutcome(null, change.Updated, null) { NotUpdated = change.NotUpdated, Creates = change.Kind == ChangeKind.Created }]);

    /// <summary>Whether the entity came into being, wherever it is.</summary>
    public bool IsCreated => Parts.Any(part => part.Creates);

    /// <summary>Ends the request where nothing of it was done and there is one reason.</summary>
    /// <exception cref="NgsiLdException">That.</exception>
    public WriteResult OrThrow()
    {
        if (Parts.Any(part => part.Error is null))
            return this;
        var first = Parts[0];
        var isOne = Parts.Length == 1 || Parts.All(part => part.Error!.Status == first.Error!.Status && part.Error.Type == first.Error.Type && part.Error.Status is 404 or 508)
            || Parts.All(part => part.RegistrationId is not null && part.Error!.Type == first.Error!.Type && part.Error.Status == 409);
        return isOne ? throw new NgsiLdException(first.AsOnly()) : this;
    }
}
