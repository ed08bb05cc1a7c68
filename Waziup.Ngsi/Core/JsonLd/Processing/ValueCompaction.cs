using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Values of which the context says all but the value itself (JSON-LD 1.1, "Value Compaction").</summary>
internal sealed class ValueCompaction(JsonTree tree, IriCompaction iris)
{
    /// <summary>The value alone, if nothing is lost by it; else 0.</summary>
    /// <param name="context">The context in force.</param>
    /// <param name="term">The term whose value it is.</param>
    /// <param name="element">A value or a node.</param>
    public int TryCompact(FullContext context, FullTerm? term, int element)
    {
        var hasIndex = tree.Has(element, Keyword.Index);
        if (hasIndex && term?.Has(Containers.Index) != true)
            return 0;

        if (tree.Find(element, Keyword.Value) is not 0 and var value)
            return IsPlain(context, term, element, value) ? tree.Share(value) : 0;

        var id = tree.Find(element, Keyword.Id);
        if (id == 0 || !tree.IsString(id) || tree.Count(element) > (hasIndex ? 2 : 1))
            return 0;

        return term?.TypeKeyword switch
        {
            Keyword.Id => tree.Add(NodeKind.String, iris.CompactId(context, tree.Text(id))),
            Keyword.Vocab => tree.Add(NodeKind.String, iris.Compact(context, tree.Text(id))),
            _ => 0,
        };
    }

    private bool IsPlain(FullContext context, FullTerm? term, int element, int value)
    {
        if (tree.Find(element, Keyword.Type) is not 0 and var type)
            return term is { Type.IsNull: false } && term.Type.Equals(tree.Text(type));

        if (term is { Type.IsNull: false })
            return false;

        if (!tree.IsString(value))
            return true;

        var language = term is null ? context.Language : term.Language.Or(context.Language);
        var direction = term is null ? context.Direction : term.Direction.Or(context.Direction);
        return IsSame(tree.Find(element, Keyword.Language), language) && IsSame(tree.Find(element, Keyword.Direction), direction);
    }

    private bool IsSame(int member, Utf8Slice expected)
    {
        if (member == 0 || expected.IsNull)
            return member == 0 && expected.IsNull;

        return Ascii.EqualsIgnoreCase(tree.Text(member).Span, expected.Span);
    }
}
