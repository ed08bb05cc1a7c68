using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>How values are put into a compacted object.</summary>
internal static class CompactedForm
{
    /// <summary>Adds a value, or each value of an array, to a member.</summary>
    /// <param name="tree">Has the object.</param>
    /// <param name="node">The object.</param>
    /// <param name="name">The name of the member.</param>
    /// <param name="value">The value.</param>
    /// <param name="asArray">Whether a single value is in an array too.</param>
    public static void Add(JsonTree tree, int node, Utf8Slice name, int value, bool asArray)
    {
        var known = tree.Find(node, name);
        if (known == 0)
        {
            tree.Put(node, name, Keyword.None, asArray ? tree.AsArray(value) : value);
            return;
        }

        if (!tree.IsArray(known))
            tree.Wrap(known);

        if (tree.IsArray(value))
            tree.AppendItems(known, value);
        else
            tree.Append(known, value);
    }

    /// <summary>The member that is an object, made if it is not there.</summary>
    public static int Map(JsonTree tree, int node, Utf8Slice name)
    {
        if (tree.Find(node, name) is not 0 and var known && tree.IsObject(known))
            return known;

        var map = tree.Add(NodeKind.Object);
        tree.Put(node, name, Keyword.None, map);
        return map;
    }

    /// <summary>Takes the first value of a member out; the member goes with its last value.</summary>
    /// <returns>The value; 0 if there is none or it is no string.</returns>
    public static int TakeFirst(JsonTree tree, int node, Utf8Slice name)
    {
        var member = tree.IsObject(node) ? tree.Find(node, name) : 0;
        if (member == 0)
            return 0;

        if (!tree.IsArray(member))
        {
            if (!tree.IsString(member))
                return 0;
            tree.Remove(node, member);
            return member;
        }

        var first = tree.First(member);
        if (first == 0 || !tree.IsString(first))
            return 0;

        tree.Remove(member, first);
        if (tree.Count(member) == 0)
            tree.Remove(node, member);
        else if (tree.Count(member) == 1)
            tree.Overwrite(member, tree.First(member));
        return first;
    }
}
