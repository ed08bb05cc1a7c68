using System.Runtime.CompilerServices;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Expands documents (JSON-LD 1.1, "Expansion Algorithm").</summary>
/// <remarks>The document and the result are in the same tree.</remarks>
internal sealed class Expander
{
    private readonly JsonTree _tree;
    private readonly NodeContexts _contexts;
    private readonly KeywordExpansion _keywords;
    private readonly MapExpansion _maps;
    private readonly bool _isOrdered;

    /// <param name="tree">Has the document.</param>
    /// <param name="session">Makes contexts.</param>
    /// <param name="baseUrl">The URL of the document, null if it has none.</param>
    /// <param name="isOrdered">Whether members are taken in the order of their names.</param>
    public Expander(JsonTree tree, ContextSession session, string? baseUrl, bool isOrdered)
    {
        _tree = tree;
        _contexts = new NodeContexts(tree, session, baseUrl);
        _keywords = new KeywordExpansion(this, tree);
        _maps = new MapExpansion(this, tree, _contexts, isOrdered);
        _isOrdered = isOrdered;
    }

    /// <summary>Expands a whole document.</summary>
    /// <returns>An array of nodes.</returns>
    public int ExpandDocument(FullContext context, int document)
    {
        var result = Expand(context, null, document);
        if (result != 0 && _tree.IsObject(result) && _tree.Count(result) == 1 && _tree.Find(result, Keyword.Graph) is not 0 and var graph)
            return graph;

        return _tree.AsArray(result);
    }

    /// <summary>Expands a value.</summary>
    /// <param name="context">What its names mean.</param>
    /// <param name="property">The property that it is a value of, in this context; null at the top.</param>
    /// <param name="element">The value.</param>
    /// <param name="isFromMap">Whether it was found in a map by id or type: then the context of its type goes on to hold.</param>
    /// <returns>An object or an array; 0 if nothing is left.</returns>
    public int Expand(FullContext context, ExpandedName? property, int element, bool isFromMap = false)
    {
        switch (_tree.Kind(element))
        {
            case NodeKind.Null:
                return 0;
            case NodeKind.Array:
                return ExpandArray(context, property, element, isFromMap);
            case NodeKind.Object:
                RequireStack();
                return ExpandObject(context, property, element, isFromMap);
            default:
                return ExpandScalar(context, property, element);
        }
    }

    /// <summary>Expands the members of an object into a node, which may have members already.</summary>
    private void ExpandMembers(in ExpansionScope scope, int element, NameScan? scan = null)
    {
        var nests = default(List<int>);
        var position = 0;
        for (var member = _tree.First(element); member != 0; member = _tree.Next(member))
        {
            var name = scan is { } known ? _contexts.Known(known, position++) : _contexts.NameOf(scope.Context, member);
            if (name.Keyword == Keyword.Nest)
                (nests ??= []).Add(member);
            else if (name.Keyword != Keyword.None)
                _keywords.Expand(scope, name.Keyword, member);
            else if (!name.Iri.IsNull)
                ExpandProperty(scope, name, member);
        }

        if (nests is null)
            return;

        foreach (var nest in nests)
            ExpandNest(scope, nest);
    }

    /// <summary>Adds values to a property of a node.</summary>
    public void AddValues(int node, Utf8Slice property, int values)
    {
        var known = _tree.Find(node, property);
        if (known == 0)
            _tree.Put(node, property, Keyword.None, _tree.AsArray(values));
        else if (_tree.IsArray(values))
            _tree.AppendItems(known, values);
        else
            _tree.Append(known, values);
    }

    /// <summary>Adds values that point to a node through a property.</summary>
    public void AddReverse(int node, Utf8Slice property, int values)
    {
        values = _tree.AsArray(values);
        for (var item = _tree.First(values); item != 0; item = _tree.Next(item))
        {
            if (ExpandedForm.IsValue(_tree, item) || ExpandedForm.IsList(_tree, item))
            {
                throw new JsonLdException(
                    JsonLdErrorCode.InvalidReverseValue, $"The reverse property {property} can only have nodes as values.");
            }
        }

        var map = _tree.Find(node, Keyword.Reverse);
        if (map == 0)
        {
            map = _tree.Add(NodeKind.Object);
            _tree.Put(node, Keyword.Reverse, map);
        }

        if (_tree.Count(values) > 0)
            AddValues(map, property, values);
    }

    /// <summary>Ends a call from which a caller's own stack leaves too little.</summary>
    public static void RequireStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new JsonLdException(JsonLdErrorCode.TooDeep, "The document is nested too deeply.");
    }

    private int ExpandScalar(FullContext context, ExpandedName? property, int element)
    {
        if (property is null || ExpandedName.IsTop(property))
            return 0;

        if (property.Term is { Scoped: not null } term)
        {
            context = _contexts.OfProperty(context, term);
            property = context.ExpandName(property.Name);
        }

        return ValueExpansion.Expand(_tree, context, property, element);
    }

    private int ExpandArray(FullContext context, ExpandedName? property, int element, bool isFromMap)
    {
        var result = _tree.Add(NodeKind.Array);
        var isList = property?.Term?.Has(Containers.List) == true;
        for (var item = _tree.First(element); item != 0; item = _tree.Next(item))
        {
            var expanded = Expand(context, property, item, isFromMap);
            if (expanded == 0)
                continue;

            if (!_tree.IsArray(expanded))
                _tree.Append(result, expanded);
            else if (isList)
                _tree.Append(result, Holding(Keyword.List, expanded));
            else
                _tree.AppendItems(result, expanded);
        }

        return result;
    }

    private int ExpandObject(FullContext context, ExpandedName? property, int element, bool isFromMap)
    {
        var types = _contexts.Enter(context, property?.Term, element, isFromMap);
        if (_isOrdered)
            _tree.Sort(element);

        var scan = _contexts.Scan(types, element);
        var inner = scan.HasType && types.HasScopedTerms ? _contexts.OfTypes(types, element) : types;
        var isJson = scan.HasValue && _contexts.IsJson(inner, element);
        var result = _tree.Add(NodeKind.Object);
        ExpandMembers(new ExpansionScope(inner, types, property, result, isJson), element, inner == types ? scan : null);
        _contexts.End(scan);
        return ExpandedCheck.Finish(_tree, result, isTop: ExpandedName.IsTop(property));
    }

    private void ExpandProperty(in ExpansionScope scope, ExpandedName name, int member)
    {
        var term = name.Term;
        var values = _maps.TryExpand(scope.Context, name, member, out var mapped) ? mapped : Expand(scope.Context, name, member);
        if (values == 0)
            return;

        if (term is not null)
            values = Arrange(term, values);

        if (term is { IsReverse: true })
            AddReverse(scope.Result, name.Iri, values);
        else
            AddValues(scope.Result, name.Iri, values);
    }

    /// <summary>Makes lists and graphs of the values of a term that says so.</summary>
    private int Arrange(FullTerm term, int values)
    {
        if (term.Has(Containers.List) && !ExpandedForm.IsList(_tree, values))
            return Holding(Keyword.List, _tree.AsArray(values));

        if (!term.Has(Containers.Graph) || term.Has(Containers.Id | Containers.Index))
            return values;

        var graphs = _tree.Add(NodeKind.Array);
        values = _tree.AsArray(values);
        for (var item = _tree.First(values); item != 0;)
        {
            var next = _tree.Next(item);
            _tree.Append(graphs, Holding(Keyword.Graph, _tree.ArrayOf(item)));
            item = next;
        }

        return graphs;
    }

    private void ExpandNest(in ExpansionScope scope, int nest)
    {
        var name = _contexts.NameOf(scope.Context, nest);
        var context = name.Term is { Scoped: not null } term ? _contexts.OfProperty(scope.Context, term) : scope.Context;
        for (var item = _tree.FirstOf(nest); item != 0; item = _tree.NextOf(nest, item))
            ExpandNested(scope with { Context = context, Property = name }, item);
    }

    private void ExpandNested(in ExpansionScope scope, int nested)
    {
        if (!_tree.IsObject(nested) || _contexts.Find(scope.Context, nested, Keyword.Value) != 0)
            throw new JsonLdException(JsonLdErrorCode.InvalidNest, "@nest must hold objects, and they no @value.");

        if (_isOrdered)
            _tree.Sort(nested);
        ExpandMembers(scope, nested);
    }

    private int Holding(Keyword keyword, int value)
    {
        var holder = _tree.Add(NodeKind.Object);
        _tree.Put(holder, keyword, value);
        return holder;
    }
}
