namespace Waziup.Ngsi.Model;

/// <summary>Whether a whole write is refused, because of attributes that the caller may not write.</summary>
internal static class WriteRights
{
    /// <summary>
    /// A whole entity is refused with the names that the body brings and may not; a single attribute too, unless it is hidden: then it is absent.
    /// </summary>
    public static NgsiLdError? Forbidden(Entity? live, Mutation mutation)
    {
        var fragment = mutation.Fragment!;
        var single = mutation.Kind is MutationKind.PartialUpdate or MutationKind.ReplaceAttribute;
        if (mutation.MayWrite is null || !(mutation.ReplacesEntity || single || live is null))
            return null;
        var names = new List<string>();
        foreach (ref readonly var given in fragment.Instances.AsSpan())
        {
            var name = fragment.NameOf(in given);
            if (!mutation.Allows(name) && (names.Count == 0 || names[^1] != Patch.Show(name)))
                names.Add(Patch.Show(name));
        }
        if (fragment.HasScope && !mutation.Allows(Core.Scope.Utf8))
            names.Add(Core.Scope.Value);
        if (names.Count == 0)
            return null;
        return single && !mutation.Reveals(mutation.Attribute!.Utf8)
            ? NgsiLdErrors.NotFound($"attribute {Name(mutation)} in {mutation.Id.Value}")
            : NgsiLdErrors.Forbidden($"you may not write {string.Join(", ", names)}");
    }

    /// <summary>The one attribute that a mutation is about, with its datasetId.</summary>
    public static string Name(Mutation mutation)
    {
        var fragment = mutation.Fragment!;
        var dataset = fragment.Instances.Length == 0 ? [] : fragment.DatasetOf(in fragment.Instances.AsSpan()[0]);
        return mutation.Attribute!.Value + (dataset.IsEmpty ? "" : $" with datasetId {Patch.Show(dataset)}");
    }
}
