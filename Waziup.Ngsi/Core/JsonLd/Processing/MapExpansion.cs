using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Values that a term has arranged by language, index, id or type, or that are plain JSON (JSON-LD 1.1, "Expansion Algorithm",
/// steps 13.6 to 13.8).</summary>
internal sealed class MapExpansion(Expander expander, JsonTree tree, NodeContexts contexts, bool isOrdered)
{
    /// <summary>Expands a value if its term says that it is a map, or JSON.</summary>
    public bool TryExpand(FullContext context, ExpandedName name, int value, out int values)
    {
        values = 0;
        if (name.Term is not { } term)
            return false;

        if (term.TypeKeyword == Keyword.Json)
        {
            values = tree.Add(NodeKind.Object);
            tree.Put(values, Keyword.Value, tree.Share(value));
            tree.Put(values, Keyword.Type, KeywordText.Of(Keyword.Json));
            return true;
        }

        if (!tree.IsObject(value) || !term.Has(Containers.Map))
            return false;

        if (isOrdered)
            tree.Sort(value);

        values = tree.Add(NodeKind.Array);
        for (var member = tree.First(value); member != 0; member = tree.Next(member))
        {
            if (term.Has(Containers.Language))
                ExpandLanguage(context, term, member, values);
            else
                ExpandIndexed(context, name, term, member, values);
        }

        return true;
    }

    private void ExpandLanguage(FullContext context, FullTerm term, int member, int values)
    {
        var language = contexts.NameOf(context, member).Keyword == Keyword.NoneValue ? default : tree.Key(member);
        var direction = term.Direction.Or(context.Direction);
        for (var item = tree.FirstOf(member); item != 0; item = tree.NextOf(member, item))
            AddString(item, language, direction, values);
    }

    private void AddString(int item, Utf8Slice language, Utf8Slice direction, int values)
    {
        if (tree.Kind(item) == NodeKind.Null)
            return;

        if (!tree.IsString(item))
            throw new JsonLdException(JsonLdErrorCode.InvalidLanguageMap, "A language map must hold strings, or arrays of strings.");

        var value = tree.Add(NodeKind.Object);
        tree.Put(value, Keyword.Value, tree.Text(item));
        if (!language.IsNull)
            tree.Put(value, Keyword.Language, language);
        if (!direction.IsNull)
            tree.Put(value, Keyword.Direction, direction);
        tree.Append(values, value);
    }

    private void ExpandIndexed(FullContext context, ExpandedName name, FullTerm term, int member, int values)
    {
        var inner = term.Has(Containers.Id | Containers.Type) ? context.Previous ?? context : context;
        if (term.Has(Containers.Type) && inner.Find(tree.Key(member)) is { Scoped: not null } type)
            inner = contexts.OfType(inner, type);

        var innerName = inner == context ? name : inner.ExpandName(name.Name);
        var items = tree.AsArray(expander.Expand(inner, innerName, member, isFromMap: true));
        var index = contexts.NameOf(context, member);
        for (var item = tree.First(items); item != 0;)
        {
            var next = tree.Next(item);
            var value = term.Has(Containers.Graph) && !ExpandedForm.IsGraph(tree, item) ? GraphOf(item) : item;
            if (index.Keyword != Keyword.NoneValue)
                Mark(context, term, tree.Key(member), index, value);
            tree.Append(values, value);
            item = next;
        }
    }

    /// <summary>Says in a value what it was found by.</summary>
    private void Mark(FullContext context, FullTerm term, Utf8Slice key, ExpandedName index, int value)
    {
        if (term.Has(Containers.Index))
        {
            if (!term.Index.IsNull)
                MarkProperty(context, context.ExpandName(term.Index), key, value);
            else if (!tree.Has(value, Keyword.Index))
                tree.Put(value, Keyword.Index, key);
        }
        else if (term.Has(Containers.Id))
        {
            if (!tree.Has(value, Keyword.Id))
                ValueExpansion.PutReference(tree, value, context.ExpandReference(key, isRelativeToVocabulary: false));
        }
        else
        {
            var type = context.ExpandReference(key, isRelativeToVocabulary: true);
            Prepend(value, KeywordText.Of(Keyword.Type), Keyword.Type, ValueExpansion.Reference(tree, type));
        }
    }

    private void MarkProperty(FullContext context, ExpandedName property, Utf8Slice key, int value)
    {
        if (ExpandedForm.IsValue(tree, value))
            throw new JsonLdException(JsonLdErrorCode.InvalidValueObject, "Only nodes can be found by a property.");

        var index = ValueExpansion.Expand(tree, context, property, tree.Add(NodeKind.String, key));
        Prepend(value, property.Iri, Keyword.None, index);
    }

    private void Prepend(int node, Utf8Slice name, Keyword keyword, int value)
    {
        if (tree.Find(node, name) is not 0 and var known)
            tree.Prepend(known, value);
        else
            tree.Put(node, name, keyword, tree.ArrayOf(value));
    }

    private int GraphOf(int item)
    {
        var graph = tree.Add(NodeKind.Object);
        tree.Put(graph, Keyword.Graph, tree.ArrayOf(item));
        return graph;
    }
}
