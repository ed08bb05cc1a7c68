namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>What becomes of an object once all its members are expanded (JSON-LD 1.1, "Expansion Algorithm", steps 15 to 19).</summary>
internal static class ExpandedCheck
{
    /// <summary>Checks an object.</summary>
    /// <param name="tree">Has the object.</param>
    /// <param name="result">The object.</param>
    /// <param name="isTop">Whether values that belong to nothing are dropped.</param>
    /// <returns>The object, or the items of a set; 0 if nothing is left.</returns>
    public static int Finish(JsonTree tree, int result, bool isTop)
    {
        if (tree.Find(result, Keyword.Value) is not 0 and var value)
        {
            if (!IsMeant(tree, result, value))
                return 0;
        }
        else if (tree.Find(result, Keyword.Type) is not 0 and var type)
        {
            if (!tree.IsArray(type))
                tree.Wrap(type);
        }
        else if (tree.Has(result, Keyword.List) || tree.Has(result, Keyword.Set))
        {
            if (tree.Count(result) > (tree.Has(result, Keyword.Index) ? 2 : 1))
                throw new JsonLdException(JsonLdErrorCode.InvalidSetOrList, "A set or a list must have no other members but @index.");

            if (tree.Find(result, Keyword.Set) is not 0 and var set)
            {
                tree.Remove(result, set);
                return set;
            }
        }

        if (tree.Count(result) == 1 && tree.Has(result, Keyword.Language))
            return 0;

        return isTop && IsLoose(tree, result) ? 0 : result;
    }

    private static bool IsMeant(JsonTree tree, int result, int value)
    {
        for (var member = tree.First(result); member != 0; member = tree.Next(member))
        {
            if (tree.KeywordOf(member) is not (Keyword.Value or Keyword.Type or Keyword.Language or Keyword.Direction or Keyword.Index))
                throw new JsonLdException(JsonLdErrorCode.InvalidValueObject, $"A value must not have the member {tree.Key(member)}.");
        }

        var type = tree.Find(result, Keyword.Type);
        if (type != 0 && (tree.Has(result, Keyword.Language) || tree.Has(result, Keyword.Direction)))
            throw new JsonLdException(JsonLdErrorCode.InvalidValueObject, "A value has either a type, or a language and a direction.");

        if (type != 0 && tree.IsString(type) && KeywordText.Read(tree.Text(type).Span) == Keyword.Json)
            return true;

        if (tree.Kind(value) == NodeKind.Null)
            return false;

        if (!tree.IsString(value) && tree.Has(result, Keyword.Language))
            throw new JsonLdException(JsonLdErrorCode.InvalidLanguageTagged, "Only a string can have a language.");

        if (type != 0 && !(tree.IsString(type) && IriExpansion.IsIri(tree.Text(type).Span)))
            throw new JsonLdException(JsonLdErrorCode.InvalidTypedValue, "The type of a value must be an IRI.");

        return true;
    }

    // Values that no property leads to, and references that say nothing of what they name.
    private static bool IsLoose(JsonTree tree, int result)
    {
        var count = tree.Count(result);
        return count == 0 || (count == 1 && tree.Has(result, Keyword.Id))
            || tree.Has(result, Keyword.Value) || tree.Has(result, Keyword.List);
    }
}
