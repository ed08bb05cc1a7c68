using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Which context holds in which object of a document, and what the names of its members mean in it.</summary>
internal sealed class NodeContexts(JsonTree tree, ContextSession session, string? baseUrl)
{
    private readonly List<ExpandedName> _names = [];

    /// <summary>What the name of a member means.</summary>
    public ExpandedName NameOf(FullContext context, int member) =>
        tree.KeywordOf(member) is not Keyword.None and var keyword ? ExpandedName.Of(keyword) : context.ExpandName(tree.Key(member));

    /// <summary>Looks up the names of all members, to be found again with <see cref="Known" />.</summary>
    public NameScan Scan(FullContext context, int element)
    {
        var scan = new NameScan(context, _names.Count);
        for (var member = tree.First(element); member != 0; member = tree.Next(member))
        {
            var name = NameOf(context, member);
            _names.Add(name);
            scan.HasType |= name.Keyword == Keyword.Type;
            scan.HasValue |= name.Keyword == Keyword.Value;
        }

        return scan;
    }

    /// <summary>The name of a member that was looked up before.</summary>
    /// <param name="scan">Where it was looked up.</param>
    /// <param name="position">The position of the member.</param>
    public ExpandedName Known(in NameScan scan, int position) => _names[scan.Start + position];

    /// <summary>Forgets the names that were looked up.</summary>
    public void End(in NameScan scan) => _names.RemoveRange(scan.Start, _names.Count - scan.Start);

    /// <summary>The first member whose name stands for a keyword, or 0.</summary>
    public int Find(FullContext context, int element, Keyword keyword)
    {
        for (var member = tree.First(element); member != 0; member = tree.Next(member))
        {
            if (NameOf(context, member).Keyword == keyword)
                return member;
        }

        return 0;
    }

    public FullContext OfProperty(FullContext context, FullTerm term) => session.Scoped(context, term, isType: false);

    public FullContext OfType(FullContext context, FullTerm term) => session.Scoped(context, term, isType: true);

    /// <summary>The context in an object, before what its types bring.</summary>
    /// <param name="context">The context around it.</param>
    /// <param name="term">The term whose value it is.</param>
    /// <param name="element">The object.</param>
    /// <param name="isFromMap">Whether it was found in a map by id or type.</param>
    public FullContext Enter(FullContext context, FullTerm? term, int element, bool isFromMap)
    {
        if (context.Previous is { } previous && !isFromMap && IsNewNode(context, element))
            context = previous;

        if (term is { Scoped: not null })
            context = OfProperty(context, term);

        return tree.Find(element, Keyword.Context) is not 0 and var local ? session.Embedded(context, tree, local, baseUrl) : context;
    }

    /// <summary>The context in an object, with what its types bring.</summary>
    public FullContext OfTypes(FullContext types, int element)
    {
        var scoped = default(List<(Utf8Slice Key, FullTerm Term)>);
        for (var member = tree.First(element); member != 0; member = tree.Next(member))
        {
            if (NameOf(types, member).Keyword != Keyword.Type)
                continue;

            for (var item = tree.FirstOf(member); item != 0; item = tree.NextOf(member, item))
                Collect(types, item, tree.Key(member), ref scoped);
        }

        if (scoped is null)
            return types;

        scoped.Sort(static (one, other) => Compare(one, other));
        var context = types;
        foreach (var (_, term) in scoped)
            context = OfType(context, term);
        return context;
    }

    /// <summary>Whether the type of a value says that it is JSON.</summary>
    public bool IsJson(FullContext context, int element)
    {
        // Of several members that stand for @type, the one whose name comes first; of its values, the last.
        var type = 0;
        for (var member = tree.First(element); member != 0; member = tree.Next(member))
        {
            var isType = NameOf(context, member).Keyword == Keyword.Type;
            if (isType && (type == 0 || tree.Key(member).Span.SequenceCompareTo(tree.Key(type).Span) < 0))
                type = member;
        }

        if (type != 0 && tree.IsArray(type))
            type = tree.Last(type);

        return type != 0 && tree.IsString(type) && context.ExpandName(tree.Text(type)).Keyword == Keyword.Json;
    }

    private void Collect(FullContext types, int type, Utf8Slice key, ref List<(Utf8Slice Key, FullTerm Term)>? scoped)
    {
        if (tree.IsString(type) && types.Find(tree.Text(type)) is { Scoped: not null } term)
            (scoped ??= []).Add((key, term));
    }

    private static int Compare((Utf8Slice Key, FullTerm Term) one, (Utf8Slice Key, FullTerm Term) other)
    {
        var order = one.Key.Span.SequenceCompareTo(other.Key.Span);
        return order != 0 ? order : one.Term.Name.Span.SequenceCompareTo(other.Term.Name.Span);
    }

    // Neither a value nor a mere reference.
    private bool IsNewNode(FullContext context, int element)
    {
        var isReference = tree.Count(element) == 1 && NameOf(context, tree.First(element)).Keyword == Keyword.Id;
        return !isReference && Find(context, element, Keyword.Value) == 0;
    }
}
