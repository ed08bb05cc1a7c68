using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Puts a compacted value where its term wants it: in lists, graphs, and maps by language, index, id or type (JSON-LD 1.1,
/// "Compaction Algorithm", steps 12.8.6 to 12.8.10).</summary>
internal sealed class MapCompaction(Compactor compactor, JsonTree tree, IriCompaction iris)
{
    /// <summary>Compacts a value and adds it to an object.</summary>
    /// <param name="context">The context in force.</param>
    /// <param name="into">The object.</param>
    /// <param name="name">The property as written.</param>
    /// <param name="term">Its definition.</param>
    /// <param name="item">The expanded value.</param>
    /// <param name="asArray">Whether a single value is in an array too.</param>
    public void Add(FullContext context, int into, Utf8Slice name, FullTerm? term, int item, bool asArray)
    {
        if (tree.IsObject(item) && tree.Find(item, Keyword.List) is not 0 and var list)
        {
            AddList(context, into, name, term, item, compactor.Compact(context, name, list), asArray);
            return;
        }

        if (ExpandedForm.IsGraph(tree, item))
        {
            var graph = compactor.Compact(context, name, tree.Find(item, Keyword.Graph));
            AddGraph(context, into, name, term?.Containers ?? Containers.None, item, graph, asArray);
            return;
        }

        var compacted = compactor.Compact(context, name, item);
        if (term is not null && term.Has(Containers.Map) && !term.Has(Containers.Graph))
            AddToMap(context, CompactedForm.Map(tree, into, name), term, item, compacted, asArray);
        else
            CompactedForm.Add(tree, into, name, compacted, asArray);
    }

    private void AddList(FullContext context, int into, Utf8Slice name, FullTerm? term, int item, int compacted, bool asArray)
    {
        compacted = tree.AsArray(compacted);
        if (term?.Has(Containers.List) == true)
        {
            if (tree.Find(into, name) is not 0 and var known)
                tree.Overwrite(known, compacted);
            else
                tree.Put(into, name, Keyword.None, compacted);
            return;
        }

        var holder = tree.Add(NodeKind.Object);
        tree.Put(holder, iris.Compact(context, Keyword.List), Keyword.None, compacted);
        PutIndex(context, holder, item);
        CompactedForm.Add(tree, into, name, holder, asArray);
    }

    private void AddGraph(FullContext context, int into, Utf8Slice name, Containers container, int item, int compacted, bool asArray)
    {
        var id = tree.Find(item, Keyword.Id);
        var isSimple = id == 0;
        if (container.HasFlag(Containers.Graph | Containers.Id))
        {
            var key = id == 0 ? iris.Compact(context, Keyword.NoneValue) : iris.CompactId(context, tree.Text(id));
            CompactedForm.Add(tree, CompactedForm.Map(tree, into, name), key, compacted, asArray);
        }
        else if (container.HasFlag(Containers.Graph | Containers.Index) && isSimple)
        {
            var index = tree.Find(item, Keyword.Index);
            var key = index == 0 ? iris.Compact(context, Keyword.NoneValue) : tree.Text(index);
            CompactedForm.Add(tree, CompactedForm.Map(tree, into, name), key, compacted, asArray);
        }
        else if (container.HasFlag(Containers.Graph) && isSimple)
        {
            // Several nodes side by side would be taken for several graphs.
            if (tree.IsArray(compacted) && tree.Count(compacted) > 1)
                compacted = Holding(context, Keyword.Included, compacted);
            CompactedForm.Add(tree, into, name, compacted, asArray);
        }
        else
        {
            var graph = Holding(context, Keyword.Graph, compacted);
            if (id != 0)
            {
                var key = iris.Compact(context, Keyword.Id);
                tree.Put(graph, key, Keyword.None, tree.Add(NodeKind.String, iris.CompactId(context, tree.Text(id))));
            }

            PutIndex(context, graph, item);
            CompactedForm.Add(tree, into, name, graph, asArray);
        }
    }

    private void AddToMap(FullContext context, int map, FullTerm term, int item, int compacted, bool asArray)
    {
        var key = default(Utf8Slice);
        var value = tree.Find(item, Keyword.Value);
        if (term.Has(Containers.Language))
        {
            if (value != 0)
                compacted = tree.Share(value);
            key = tree.Text(tree.Find(item, Keyword.Language));
        }
        else if (term.Has(Containers.Index))
        {
            key = term.Index.IsNull
                ? tree.Text(tree.Find(item, Keyword.Index))
                : tree.Text(TakeIndex(context, term, item, compacted));
        }
        else if (value != 0)
        {
            // What is in a value, JSON above all, is not ours to take out.
        }
        else if (term.Has(Containers.Id))
        {
            key = tree.Text(CompactedForm.TakeFirst(tree, compacted, iris.Compact(context, Keyword.Id)));
        }
        else
        {
            key = tree.Text(CompactedForm.TakeFirst(tree, compacted, iris.Compact(context, Keyword.Type)));
            compacted = OnlyReference(context, term, item, compacted);
        }

        if (key.IsNull)
            key = iris.Compact(context, Keyword.NoneValue);
        CompactedForm.Add(tree, map, key, compacted, asArray);
    }

    /// <summary>Takes the first value of the property that serves as index out of a compacted node.</summary>
    private int TakeIndex(FullContext context, FullTerm term, int item, int compacted)
    {
        var iri = context.ExpandName(term.Index).Iri;
        var values = iri.IsNull ? 0 : tree.Find(item, iri);
        if (values == 0)
            return 0;

        // It is read back as the index names the property: a name that says something else of its values is of no use.
        var name = iris.Compact(context, iri, tree.First(values), isReverse: false);
        return context.Find(name) == context.Find(term.Index) ? CompactedForm.TakeFirst(tree, compacted, name) : 0;
    }

    // A node of which only its id is left is written the way the term writes references.
    private int OnlyReference(FullContext context, FullTerm term, int item, int compacted)
    {
        if (!tree.IsObject(compacted) || tree.Count(compacted) != 1 || tree.Find(item, Keyword.Id) is not (not 0 and var id))
            return compacted;

        if (context.ExpandName(tree.Key(tree.First(compacted))).Keyword != Keyword.Id)
            return compacted;

        var reference = tree.Add(NodeKind.Object);
        tree.Put(reference, Keyword.Id, tree.Share(id));
        return compactor.Compact(context, term.Name, reference);
    }

    private int Holding(FullContext context, Keyword keyword, int value)
    {
        var holder = tree.Add(NodeKind.Object);
        tree.Put(holder, iris.Compact(context, keyword), Keyword.None, value);
        return holder;
    }

    private void PutIndex(FullContext context, int holder, int item)
    {
        if (tree.Find(item, Keyword.Index) is not 0 and var index)
            tree.Put(holder, iris.Compact(context, Keyword.Index), Keyword.None, tree.Share(index));
    }
}
