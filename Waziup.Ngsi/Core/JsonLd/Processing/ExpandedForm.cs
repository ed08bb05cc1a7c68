namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>What an object of an expanded document is.</summary>
internal static class ExpandedForm
{
    public static bool IsValue(JsonTree tree, int node) => tree.IsObject(node) && tree.Has(node, Keyword.Value);

    public static bool IsList(JsonTree tree, int node) => tree.IsObject(node) && tree.Has(node, Keyword.List);

    public static bool IsNode(JsonTree tree, int node) =>
        tree.IsObject(node) && !tree.Has(node, Keyword.Value) && !tree.Has(node, Keyword.List) && !tree.Has(node, Keyword.Set);

    /// <summary>A graph, with a name and an index at most.</summary>
    public static bool IsGraph(JsonTree tree, int node)
    {
        if (!tree.IsObject(node) || !tree.Has(node, Keyword.Graph))
            return false;

        for (var member = tree.First(node); member != 0; member = tree.Next(member))
        {
            if (tree.KeywordOf(member) is not (Keyword.Graph or Keyword.Id or Keyword.Index))
                return false;
        }

        return true;
    }
}
