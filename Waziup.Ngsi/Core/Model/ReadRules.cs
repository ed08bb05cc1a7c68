namespace Waziup.Ngsi.Model;

/// <summary>What NGSI-LD Null may do in an input (4.5.0, 5.5.4).</summary>
internal enum NullRule : byte
{
    /// <summary>It may not be there.</summary>
    Refused,

    /// <summary>It deletes a whole attribute instance (5.6.2, 5.6.9).</summary>
    DeletesInstances,

    /// <summary>It deletes an instance or a member of one, but not a part of a value (5.6.4).</summary>
    DeletesMembers,

    /// <summary>It deletes at any depth (5.6.17).</summary>
    DeletesAnything,
}

/// <summary>How an input is read.</summary>
/// <param name="Nulls">What NGSI-LD Null may do.</param>
/// <param name="NeedsId">A whole entity: id and type have to be there. Else a fragment, whose id is ignored.</param>
/// <param name="Partial">One attribute of which only some members are given (5.6.4).</param>
/// <param name="Simplified">Attributes are bare values whose kind the stored entity decides (5.6.17).</param>
/// <param name="ContextInBody">The @context stands in the body and was resolved from there; else it must not be there (6.3.5).</param>
/// <param name="Temporal">A temporal representation (4.5.6): any number of instances with the same datasetId, among them deletions, and a scope that changes.</param>
/// <param name="SystemTimes">What another broker has answered: its createdAt and modifiedAt count.</param>
internal readonly record struct ReadRules(
    NullRule Nulls = NullRule.Refused, bool NeedsId = true, bool Partial = false, bool Simplified = false, bool ContextInBody = false, bool Temporal = false,
    bool SystemTimes = false);
