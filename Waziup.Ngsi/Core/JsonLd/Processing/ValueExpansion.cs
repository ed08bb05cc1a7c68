using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Values that the context says more of than the document (JSON-LD 1.1, "Value Expansion").</summary>
internal static class ValueExpansion
{
    /// <summary>The object that a scalar stands for.</summary>
    public static int Expand(JsonTree tree, FullContext context, ExpandedName property, int scalar)
    {
        var term = property.Term;
        var result = tree.Add(NodeKind.Object);
        var isString = tree.IsString(scalar);
        if (isString && term?.TypeKeyword is Keyword.Id or Keyword.Vocab)
        {
            PutReference(tree, result, context.ExpandReference(tree.Text(scalar), term.TypeKeyword == Keyword.Vocab));
            return result;
        }

        tree.Put(result, Keyword.Value, tree.Share(scalar));
        if (term is { Type.IsNull: false, TypeKeyword: Keyword.None or Keyword.Json })
        {
            tree.Put(result, Keyword.Type, term.Type);
            return result;
        }

        if (!isString)
            return result;

        var language = term is null ? context.Language : term.Language.Or(context.Language);
        if (!language.IsNull)
            tree.Put(result, Keyword.Language, language);

        var direction = term is null ? context.Direction : term.Direction.Or(context.Direction);
        if (!direction.IsNull)
            tree.Put(result, Keyword.Direction, direction);
        return result;
    }

    /// <summary>Gives a node its id, which is null if what was written stands for nothing.</summary>
    public static void PutReference(JsonTree tree, int node, Utf8Slice iri) => tree.Put(node, Keyword.Id, Reference(tree, iri));

    /// <summary>An IRI as a value.</summary>
    public static int Reference(JsonTree tree, Utf8Slice iri) => iri.IsNull ? tree.Add(NodeKind.Null) : tree.Add(NodeKind.String, iri);
}
