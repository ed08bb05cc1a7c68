using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Compacts expanded documents (JSON-LD 1.1, "Compaction Algorithm").</summary>
/// <remarks>The expanded document and the result are in the same tree.</remarks>
internal sealed class Compactor
{
    private readonly JsonTree _tree;
    private readonly ContextSession _session;
    private readonly JsonLdOptions _options;
    private readonly IriCompaction _iris;
    private readonly ValueCompaction _values;
    private readonly MapCompaction _maps;

    /// <param name="tree">Has the expanded document.</param>
    /// <param name="session">Makes the contexts of terms.</param>
    /// <param name="options">What the caller wants.</param>
    public Compactor(JsonTree tree, ContextSession session, JsonLdOptions options)
    {
        _tree = tree;
        _session = session;
        _options = options;
        _iris = new IriCompaction(tree);
        _values = new ValueCompaction(tree, _iris);
        _maps = new MapCompaction(this, tree, _iris);
    }

    /// <summary>Compacts a whole document.</summary>
    /// <param name="context">The context.</param>
    /// <param name="expanded">An array of nodes.</param>
    /// <returns>An object, without the context.</returns>
    public int CompactDocument(FullContext context, int expanded)
    {
        var result = Compact(context, default, expanded);
        if (_tree.IsObject(result))
            return result;

        var root = _tree.Add(NodeKind.Object);
        if (_tree.Count(result) > 0)
            _tree.Put(root, _iris.Compact(context, Keyword.Graph), Keyword.None, result);
        return root;
    }

    /// <summary>Compacts nodes, each for itself.</summary>
    /// <param name="context">The context.</param>
    /// <param name="expanded">An array of nodes.</param>
    /// <returns>An array of objects.</returns>
    public int CompactNodes(FullContext context, int expanded)
    {
        var result = _tree.Add(NodeKind.Array);
        for (var item = _tree.First(expanded); item != 0; item = _tree.Next(item))
            _tree.Append(result, Compact(context, default, item));
        return result;
    }

    /// <summary>Compacts a value.</summary>
    /// <param name="context">The context in force.</param>
    /// <param name="property">The term or keyword that it is a value of, as written; null at the top.</param>
    /// <param name="element">The value.</param>
    public int Compact(FullContext context, Utf8Slice property, int element)
    {
        if (_tree.IsArray(element))
            return CompactArray(context, property, element);

        if (!_tree.IsObject(element))
            return _tree.Share(element);

        Expander.RequireStack();
        return CompactObject(context, property, element);
    }

    private int CompactArray(FullContext context, Utf8Slice property, int element)
    {
        var result = _tree.Add(NodeKind.Array);
        for (var item = _tree.First(element); item != 0; item = _tree.Next(item))
            _tree.Append(result, Compact(context, property, item));

        var keyword = KeywordText.Read(property.Span);
        var staysArray = _tree.Count(result) != 1 || !_options.CompactArrays || keyword is Keyword.Graph or Keyword.Set
            || context.Find(property)?.Has(Containers.List | Containers.Set) == true;
        return staysArray ? result : _tree.First(result);
    }

    private int CompactObject(FullContext context, Utf8Slice property, int element)
    {
        var types = context;
        var scoped = context.Find(property);
        var isValue = _tree.Has(element, Keyword.Value);
        var id = _tree.Find(element, Keyword.Id);
        if (context.Previous is { } previous && !isValue && !(id != 0 && _tree.Count(element) == 1))
            context = previous;

        if (scoped is { Scoped: not null })
            context = _session.Scoped(context, scoped, isType: false);

        var term = context.Find(property);
        if ((isValue || id != 0) && _values.TryCompact(context, term, element) is not 0 and var plain)
            return plain;

        if (term?.Has(Containers.List) == true && _tree.Find(element, Keyword.List) is not 0 and var list)
            return Compact(context, property, list);

        var inner = OfTypes(context, types, element);
        var result = _tree.Add(NodeKind.Object);
        if (_options.Ordered)
            _tree.Sort(element);

        var scope = new CompactionScope(inner, types, term, property, result);
        for (var member = _tree.First(element); member != 0; member = _tree.Next(member))
            CompactMember(scope, member, isValue);
        return result;
    }

    private FullContext OfTypes(FullContext context, FullContext types, int element)
    {
        var member = types.HasScopedTerms ? _tree.Find(element, Keyword.Type) : 0;
        if (member == 0)
            return context;

        var scoped = default(List<FullTerm>);
        for (var item = _tree.FirstOf(member); item != 0; item = _tree.NextOf(member, item))
            Collect(context, types, item, ref scoped);

        if (scoped is null)
            return context;

        scoped.Sort(static (one, other) => one.Name.Span.SequenceCompareTo(other.Name.Span));
        foreach (var term in scoped)
            context = _session.Scoped(context, term, isType: true);
        return context;
    }

    private void Collect(FullContext context, FullContext types, int type, ref List<FullTerm>? scoped)
    {
        if (_tree.IsString(type) && types.Find(_iris.Compact(context, _tree.Text(type))) is { Scoped: not null } term)
            (scoped ??= []).Add(term);
    }

    private void CompactMember(in CompactionScope scope, int member, bool isValue)
    {
        var context = scope.Context;
        var keyword = _tree.KeywordOf(member);
        switch (keyword)
        {
            case Keyword.Id:
                _tree.Put(scope.Result, _iris.Compact(context, keyword), Keyword.None, CompactId(context, member));
                break;
            case Keyword.Type:
                CompactType(scope, member, isValue);
                break;
            case Keyword.Reverse:
                CompactReverse(scope, member);
                break;
            case Keyword.Index when scope.Term?.Has(Containers.Index) == true:
                break;
            case Keyword.Direction or Keyword.Index or Keyword.Language or Keyword.Value:
                _tree.Put(scope.Result, _iris.Compact(context, keyword), Keyword.None, _tree.Share(member));
                break;
            default:
                CompactProperty(scope, member);
                break;
        }
    }

    private int CompactId(FullContext context, int id) =>
        _tree.IsString(id) ? _tree.Add(NodeKind.String, _iris.CompactId(context, _tree.Text(id))) : _tree.Share(id);

    private void CompactType(in CompactionScope scope, int member, bool isValue)
    {
        var compacted = _tree.Add(NodeKind.Array);
        for (var item = _tree.FirstOf(member); item != 0; item = _tree.NextOf(member, item))
            _tree.Append(compacted, OneType(scope.Types, item));

        var alias = _iris.Compact(scope.Context, Keyword.Type);
        var isSet = scope.Context.Mode == ProcessingMode.JsonLd11 && scope.Context.Find(alias)?.Has(Containers.Set) == true;
        var asArray = _tree.Count(compacted) != 1 || (!isValue && (isSet || !_options.CompactArrays));
        CompactedForm.Add(_tree, scope.Result, alias, asArray ? compacted : _tree.First(compacted), asArray);
    }

    private int OneType(FullContext types, int type) =>
        _tree.IsString(type) ? _tree.Add(NodeKind.String, _iris.Compact(types, _tree.Text(type))) : _tree.Share(type);

    private void CompactReverse(in CompactionScope scope, int member)
    {
        var compacted = Compact(scope.Context, KeywordText.Of(Keyword.Reverse), member);
        for (var property = _tree.First(compacted); property != 0;)
        {
            var next = _tree.Next(property);
            if (scope.Context.Find(_tree.Key(property)) is { IsReverse: true } term)
            {
                _tree.Remove(compacted, property);
                CompactedForm.Add(_tree, scope.Result, term.Name, property, term.Has(Containers.Set) || !_options.CompactArrays);
            }

            property = next;
        }

        if (_tree.Count(compacted) > 0)
            _tree.Put(scope.Result, _iris.Compact(scope.Context, Keyword.Reverse), Keyword.None, compacted);
    }

    private void CompactProperty(in CompactionScope scope, int member)
    {
        var isReverse = scope.Property.Equals(KeywordText.Of(Keyword.Reverse));
        if (!_tree.IsArray(member) || _tree.Count(member) == 0)
        {
            var name = _iris.Compact(scope.Context, _tree.Key(member), member, isReverse);
            var into = Nest(scope, scope.Context.Find(name));
            CompactedForm.Add(_tree, into, name, _tree.Add(NodeKind.Array), asArray: true);
            return;
        }

        var entry = scope.Context.Inverse.Find(_tree.Key(member));
        for (var item = _tree.First(member); item != 0; item = _tree.Next(item))
        {
            var name = _iris.Compact(scope.Context, entry, _tree.Key(member), item, isReverse, out var term);
            var isPlural = _tree.KeywordOf(member) is Keyword.Graph or Keyword.List;
            var asArray = isPlural || term?.Has(Containers.Set) == true || !_options.CompactArrays;
            _maps.Add(scope.Context, Nest(scope, term), name, term, item, asArray);
        }
    }

    /// <summary>The object into which a term's values go.</summary>
    private int Nest(in CompactionScope scope, FullTerm? term)
    {
        if (term is not { Nest.IsNull: false })
            return scope.Result;

        return scope.Context.ExpandName(term.Nest).Keyword == Keyword.Nest
            ? CompactedForm.Map(_tree, scope.Result, term.Nest)
            : throw new JsonLdException(
                JsonLdErrorCode.InvalidNest, $"The term \"{term.Name}\" is nested in {term.Nest}, which is no @nest.");
    }
}
