using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Finds, by their names, the members of those objects of a tree that have more than a few.</summary>
internal sealed class MemberIndex(JsonTree tree)
{
    private const int FewMembers = 24;

    private readonly Dictionary<(int Parent, Utf8Slice Key), int> _members = [];

    /// <summary>How many members it has room for.</summary>
    public int Capacity => _members.EnsureCapacity(0);

    /// <summary>Whether an object with so many members is in it.</summary>
    public static bool Covers(int count) => count > FewMembers;

    /// <summary>The member with a name, or 0.</summary>
    public int Find(int parent, Utf8Slice key) => _members.GetValueOrDefault((parent, key));

    /// <summary>Takes a member that an object was given: with the first that is one too many come those before it.</summary>
    public void Add(int parent, int member)
    {
        if (Covers(tree.Count(parent) - 1))
        {
            _members[(parent, tree.Key(member))] = member;
            return;
        }

        for (var each = tree.First(parent); each != 0; each = tree.Next(each))
            _members[(parent, tree.Key(each))] = each;
    }

    public void Remove(int parent, int member)
    {
        if (_members.Count > 0)
            _members.Remove((parent, tree.Key(member)));
    }

    /// <summary>Gives the members of an object to another.</summary>
    public void Move(int from, int to)
    {
        for (var member = tree.First(from); member != 0; member = tree.Next(member))
        {
            if (_members.Remove((from, tree.Key(member))))
                _members[(to, tree.Key(member))] = member;
        }
    }

    public void Clear() => _members.Clear();
}
